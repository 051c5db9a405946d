/** The face of the compiler: objects in, proxy configuration out. */

export { compileAll, recompile, toInstances } from './compile.ts'
export type { Compiled, Touched } from './compile.ts'
