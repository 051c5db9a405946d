/** The explicit list of resources: a new one is a file and a line here. */

import { availabilityGroup } from './availability-group.ts'
import { backendService } from './backend-service.ts'
import { certificate } from './certificate.ts'
import { eip } from './eip.ts'
import { instance } from './instance.ts'
import { listener } from './listener.ts'
import { securityGroup } from './security-group.ts'
import { server } from './server.ts'
import { serverGroup } from './server-group.ts'
import { subnet } from './subnet.ts'
import { vpc } from './vpc.ts'

export const resources = [
  instance,
  listener,
  backendService,
  serverGroup,
  server,
  availabilityGroup,
  vpc,
  subnet,
  securityGroup,
  eip,
  certificate,
]
