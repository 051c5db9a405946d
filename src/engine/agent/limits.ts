/** The limits and waits of the agent, in one place. */

/** How long an `apply` waits for the first probes of new endpoints. */
export const FIRST_VERDICT_WAIT_MS = 1_000

/** Applies that wait for the one under way; a further one is answered `unavailable`. */
export const APPLIES_WAITING_MAX = 16
export const APPLY_RETRY_AFTER_MS = 200

/** How long a data plane may take to apply before it is told to give up. */
export const DATAPLANE_APPLY_DEADLINE_MS = 30_000

/**
 * An agent that is so young waits so often for ports: an engine whose state directory was removed
 * carries traffic until another one runs there, and needs a moment to end then.
 */
export const YOUNG_MS = 3_000
export const PORT_TRIES = { max: 15, everyMs: 100 } as const

/** A data plane that does not say that an endpoint is drained is not waited for much longer. */
export const DRAIN_REPORT_SLACK_MS = 2_000

/** Targets in one report; a longer list is several reports. */
export const REPORT_TARGETS_MAX = 1_000

/** Between two attempts to serve the last good configuration again after a start. */
export const RESTORE_RETRY_MS = { firstMs: 100, maxMs: 5_000 }

/** Before the counters of a data plane are asked for again when it broke off. */
export const OBSERVE_RETRY_MS = 1_000

/** Changes of health are written at most this often, */
export const HEALTH_SAVE_MS = 500
/** with pauses that are so many times as long as the writing took, */
export const HEALTH_SAVE_PAUSE = 20
/** and without changes this often, so that the file is known to be recent. */
export const HEALTH_REFRESH_MS = 20_000
/** Health that was written longer ago says nothing of now. */
export const HEALTH_KEPT_MS = 60_000

/** Instance files that are written at the same time. */
export const FILE_WRITES_MAX = 16

/** An address that nothing listens at any more stays so long, for connections to end. */
export const ADDRESS_LINGER_MS = 5_000
/** More changes of addresses than this never wait: applies come one after the other. */
export const ADDRESS_CALLS_WAITING_MAX = 64

/** For a call over the agent's socket. */
export const CALL_DEADLINE_MS = 5_000
export const CHECK_DEADLINE_MS = 30_000
export const HAND_OVER_DEADLINE_MS = 30_000
export const APPLY_DEADLINE_MS = 60_000
/** What `stop` may take beyond its grace. */
export const STOP_SLACK_MS = 5_000
/** Configurations travel whole at first: some 200 bytes an endpoint. */
export const REQUEST_BYTES_MAX = 256 * 1024 * 1024
