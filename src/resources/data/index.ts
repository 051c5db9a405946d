/** The explicit list of data sources and list resources: a new one is a file and a line here. */

import { availabilityGroupData, availabilityGroupList } from '../availability-group.ts'
import { backendServiceData, backendServiceList } from '../backend-service.ts'
import { certificateData, certificateList } from '../certificate.ts'
import { eipData, eipList } from '../eip.ts'
import { instanceData, instanceList } from '../instance.ts'
import { listenerData, listenerList } from '../listener.ts'
import { securityGroupData, securityGroupList } from '../security-group.ts'
import { serverData, serverList } from '../server.ts'
import { serverGroupData, serverGroupList } from '../server-group.ts'
import { subnetData, subnetList } from '../subnet.ts'
import { vpcData, vpcList } from '../vpc.ts'
import { engine, zones } from './engine.ts'
import { availabilityGroupInstances } from './group-instances.ts'
import { pendingDeletions } from './pending-deletions.ts'
import { targetHealth } from './target-health.ts'

export const dataSources = [
  instanceData,
  listenerData,
  backendServiceData,
  serverGroupData,
  serverData,
  availabilityGroupData,
  vpcData,
  subnetData,
  securityGroupData,
  eipData,
  certificateData,
  availabilityGroupInstances,
  targetHealth,
  pendingDeletions,
  engine,
  zones,
]

export const listResources = [
  instanceList,
  listenerList,
  backendServiceList,
  serverGroupList,
  serverList,
  availabilityGroupList,
  vpcList,
  subnetList,
  securityGroupList,
  eipList,
  certificateList,
]
