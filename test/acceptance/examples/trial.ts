/** What a test of an example is: its variables, and the proof that it carries traffic. */

import type { Suite } from '../../support/acceptance.ts'
import type { Workspace } from '../../support/terraform.ts'

export type Variables = Readonly<Record<string, unknown>>

export interface Trial {
  /** For a run beside others. */
  readonly variables: Variables
  /** `change` applies the example again, with some variables changed. */
  prove(workspace: Workspace, change: (variables: Variables) => Promise<unknown>): Promise<void>
}

/** By the name of the example's folder. */
export type Trials = Readonly<Record<string, (suite: Suite) => Promise<Trial>>>
