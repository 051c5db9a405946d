/** The limits of the data path that no configuration sets, each with its unit. */

/** A head longer than this is refused. */
export const HEAD_BYTES_MAX = 16_384

/** From the first byte of a request to the end of its head. */
export const HEAD_TIMEOUT_MS = 10_000

/** From the accepted connection to the end of its TLS handshake. */
export const HANDSHAKE_TIMEOUT_MS = 10_000

/** TLS handshakes under way at once by one socket of a thread; whoever comes then is sent away. */
export const HANDSHAKES_MAX = 4096

/** How long a connection that we end may take to take note of it. */
export const LINGER_MS = 2_000

/** How long an idle client connection may stay after its listener is gone. */
export const RETIRE_IDLE_MS = 5_000

/** How many endpoints are tried for one piece of work. */
export const TRIES_MAX = 3

/** How long an idle server connection is kept when the server does not say. */
export const KEEP_MS = 30_000

/** The server closes at the time it says; we stop using the connection this much before. */
export const KEEP_MARGIN_MS = 1_000

/** Interim answers (1xx) to one request. */
export const INTERIM_MAX = 16

/** Connections of a socket that wait for its listener to be there; further ones are closed. */
export const EARLY_MAX = 4_096
