/** The limits of the groups, in one place. Times in milliseconds. */

/** An instance that has run for so long can be relied on. */
export const UP_AFTER_MS = 1_000

/** An instance that has run for so long has its failures forgiven. */
export const FORGIVEN_AFTER_MS = 10_000

/** Between the end of an instance and its next start: doubling with each failure in a row. */
export const RESTART = { firstMs: 200, maxMs: 60_000 } as const

/** From SIGTERM, or what a driver has for it, to force. */
export const STOP_GRACE_MS = 10_000

/** Instances that are being started at the same time. */
export const STARTS_MAX = 8

/** How often to look what traffic an instance has, while a step waits for that. */
export const SERVICE_LOOK_MS = 200

/** Draining is ended by the data plane, after an hour at most; beyond this nobody waits for it. */
export const DRAIN_MAX_MS = 3_700_000

/** How long an agent that is not there may take to come back and say what drains. */
export const DRAIN_UNKNOWN_MAX_MS = 10_000

/** Between attempts at a step that failed. */
export const STEP_BACKOFF = { firstMs: 100, maxMs: 10_000 } as const

/** Attempts at a step that was refused for good, before those who wait are told. */
export const STEP_ATTEMPTS_MAX = 3

/** Every group is looked at so often, whatever happens. */
export const RESYNC_INTERVAL_MS = 30_000

/** One call waits so long for a group; whoever asked asks again, and hears how far it is. */
export const SETTLE_WAIT_MS = 20_000

/** A look at what is to be scaled, at most once in so long. */
export const SCALE_TICK_MS = 1_000

/** Between two replacements of unhealthy instances: doubling while it is no use. */
export const REPLACE = { firstMs: 1_000, maxMs: 300_000 } as const

/** Between two looks for what a name has, when the answer says less, or more, or there is none. */
export const DISCOVERY = { firstMs: 1_000, maxMs: 300_000 } as const

/** A name is asked for again after so long at the latest. */
export const DISCOVERY_INTERVAL_MS_MAX = 300_000

/** What is asked of this machine or of a name server ends after so long. */
export const DRIVER_DEADLINE_MS = 10_000

/** Characters of an instance's output in one event. */
export const EVENT_OUTPUT_CHARACTERS_MAX = 200

/** Characters of the reason why an update was taken back. */
export const SETBACK_CHARACTERS_MAX = 8_192
