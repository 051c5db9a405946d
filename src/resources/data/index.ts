/** The explicit list of data sources: a new one is a file and a line here. */

import { availabilityGroupData } from '../availability-group.ts'
import { backendServiceData } from '../backend-service.ts'
import { instanceData } from '../instance.ts'
import { listenerData } from '../listener.ts'
import { serverData } from '../server.ts'
import { serverGroupData } from '../server-group.ts'
import { subnetData } from '../subnet.ts'
import { vpcData } from '../vpc.ts'
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
  availabilityGroupInstances,
  targetHealth,
  pendingDeletions,
  engine,
  zones,
]
