/** What the engine API serves of the control process. */

import type { EngineClient } from '../client/index.ts'

/** The control process keeps it, and so does a client. */
export type EngineApi = Omit<EngineClient, 'close'>
