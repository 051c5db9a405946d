/**
 * The face of this room: a provider's declaration to a gRPC service that Terraform can call.
 */

import { implement } from '../../rpc/index.ts'
import type { Implementation } from '../../rpc/index.ts'
import { hostOf } from '../server/index.ts'
import type { HostOptions, Provider } from '../server/index.ts'
import { providerHandlers } from './provider-handlers.ts'
import { readingHandlers } from './reading-handlers.ts'
import { resourceHandlers } from './resource-handlers.ts'
import { Provider as ProviderService } from './tfplugin6.gen.ts'

/** A provider ready to be served. */
export interface ServedProvider {
  readonly implementation: Implementation
  /** Lets go of the client, when the process is about to end. */
  close(): Promise<void>
}

/**
 * The service `tfplugin6.Provider` of a declaration. What is not in it (list resources, actions,
 * state stores) answers UNIMPLEMENTED; Terraform asks for it only when the schema has it.
 */
export function providerService(provider: Provider, options: HostOptions = {}): ServedProvider {
  const host = hostOf(provider, options)
  const handlers = {
    ...providerHandlers(host),
    ...resourceHandlers(host),
    ...readingHandlers(host),
  }
  return {
    implementation: implement(ProviderService, handlers),
    close: () => host.run.close(),
  }
}

export { Provider as ProviderService } from './tfplugin6.gen.ts'
