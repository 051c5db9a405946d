/** The face of the command line. */

export { runCommandLine } from './run.ts'
export type { ExitCode } from './command.ts'
