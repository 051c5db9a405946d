/** Who instances of tests run as: an engine that runs as root wants to be told (R31). */

export const instanceUser: string | null = process.getuid?.() === 0 ? 'root' : null

/** The same as an attribute of `launch.process`. */
export const userHcl = instanceUser === null ? '' : `user = "${instanceUser}"`
