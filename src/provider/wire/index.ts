/**
 * The face of this room: a provider's declaration to a gRPC service that Terraform can call.
 */

import { implement } from '../../rpc/index.ts'
import type { Implementation } from '../../rpc/index.ts'
import { hostOf } from '../server/index.ts'
import type { HostOptions, Provider } from '../server/index.ts'
import { newerHandlers, stateStoreHandlers } from './newer-handlers.ts'
import { providerHandlers } from './provider-handlers.ts'
import { readingHandlers } from './reading-handlers.ts'
import { resourceHandlers } from './resource-handlers.ts'
import { Provider as ProviderService } from './tfplugin6.gen.ts'

/** A provider ready to be served. */
export interface ServedProvider {
  readonly implementation: Implementation
  /** Has the client do what it does when Terraform has all that was answered. */
  settle(): Promise<void>
  /** Lets go of the client, when the process is about to end. */
  close(): Promise<void>
}

/**
 * The service `tfplugin6.Provider` of a declaration: every request of it is answered.
 */
export function providerService(provider: Provider, options: HostOptions = {}): ServedProvider {
  const host = hostOf(provider, options)
  const handlers = {
    ...providerHandlers(host),
    ...resourceHandlers(host),
    ...readingHandlers(host),
    ...newerHandlers(host),
    ...stateStoreHandlers(host),
  }
  return {
    implementation: implement(ProviderService, handlers),
    settle: () => host.run.settle(),
    close: () => host.run.close(),
  }
}

export { Provider as ProviderService } from './tfplugin6.gen.ts'
