/**
 * What the user sees when the plugin fails by its own fault.
 *
 * Answers for: Terraform's "Stack trace from the plugin". Does not know: what went wrong.
 */

/** Of a process that ended by its own fault, as Go's panics do. */
export const crashExitCode = 2

/** Terraform shows at most 100 lines of a crash. */
const maxLines = 90

export interface Program {
  /** `terraform-provider-…`. */
  readonly name: string
  readonly version: string
  /** Where users report bugs. */
  readonly issuesUrl: string
}

/** Terraform shows the user what starts with `panic: `, even when its log is off. */
export function toCrashReport(fault: unknown, program: Program): string {
  const error = fault instanceof Error ? fault : new Error(String(fault))
  const [first = 'unknown error'] = error.message.split('\n')
  const stack = (error.stack ?? '').split('\n')
  const lines = [
    `panic: ${first}`,
    '',
    `This is a bug in the provider (${program.name} ${program.version}). Please report it with`,
    `the text below at ${program.issuesUrl}`,
    '',
    ...stack,
  ]
  return `${lines.slice(0, maxLines).join('\n')}\n`
}

/** From here on a fault that nobody caught is reported, and the process ends. */
export function reportCrashes(program: Program): void {
  process.on('uncaughtException', (fault) => {
    process.stderr.write(toCrashReport(fault, program))
    process.exit(crashExitCode)
  })
}
