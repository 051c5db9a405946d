/** The limits of the control process, in one place. Times in milliseconds. */

/** Operations in one transaction. */
export const OPERATIONS_MAX = 10_000

/** What a run that has gone has made in vain is taken over for so long, and then left alone. */
export const LOST_TAKEN_OVER_MS = 7 * 24 * 3_600_000

/**
 * A creation waits so long for the end of another run that has made its like: of a Terraform that
 * was killed the provider's process is gone within a second, on a busy machine within a few.
 */
export const LAST_BREATH_MS = 5_000

/** Ids claimed at a time. */
export const CLAIMS_MAX = 10_000

/** Transactions that wait for their turn; further ones are refused at once. */
export const TRANSACTIONS_WAITING_MAX = 10_000

/** Transactions that are committed together. */
export const GROUP_TRANSACTIONS_MAX = 1_000

/**
 * A write that clashes with another object of its owner waits so long for other writes to end the
 * clash, before it is refused. Terraform sends the parts of one apply in no particular order.
 */
export const HOLD_FOR_ROOM_MS = 5_000

/**
 * A write that gives up a port waits so long for the one that takes it over, so that the port goes
 * from hand to hand. Terraform sends both at once when it sends both: 1 to 30 ms apart.
 */
export const HOLD_FOR_SUCCESSOR_MS = 200

/**
 * It waits on, though no longer than for room, until so long after its owner has last created
 * something: where a listener is renamed with all that is behind it, that has to be made first.
 */
export const HOLD_AFTER_CREATION_MS = 2_000

/**
 * The last server of a backend service, deleted, serves on for so long, or until another one does:
 * Terraform destroys what it replaces before it makes the successor, and waits for the answer.
 */
export const LINGER_MS = 10_000

/** Writes that wait for others; further ones are answered at once. */
export const HELD_MAX = 256

/** One attempt to have the agent apply a configuration, first probes included. */
export const APPLY_ATTEMPT_DEADLINE_MS = 20_000

/** How long a write waits for an agent that does not answer, before it is refused. */
export const AGENT_WAIT_MS = 15_000

/** Between attempts to reach the agent. */
export const AGENT_BACKOFF = { firstMs: 50, maxMs: 2_000 } as const

/** How often the agent is told the metrics of the control process. */
export const FIGURES_EVERY_MS = 1_000

/** A dry run asks the agent's opinion for at most so long, and does without it then. */
export const AGENT_CHECK_DEADLINE_MS = 5_000

/** Events that wait to be stored; beyond it the oldest are dropped, and the log says so. */
export const EVENTS_WAITING_MAX = 10_000

/** How often it is looked at what expires. */
export const EXPIRY_CHECK_MS = 3_600_000

/** How long before the end of what expires somebody is told of it. */
export const EXPIRY_STAGES_MS: readonly number[] = [30, 7, 1, 0].map((days) => days * 86_400_000)

/**
 * What happened so shortly before the event that stands before it has that one's time: two
 * processes tell of one moment. What is told later than that keeps its own.
 */
export const EVENT_SKEW_MS = 10_000

/** Events read from the store at a time. */
export const EVENTS_PAGE = 1_000

/** Steps of past commits that are kept for those who watch; who is further back begins anew. */
export const CHANGES_KEPT_MAX = 20_000

/** Objects in one import. */
export const IMPORT_OBJECTS_MAX = 200_000

/** Problems and referrers in one refusal; the message says how many there are. */
export const FINDINGS_MAX = 50

export const TAGS_MAX = 64
export const TAG_KEY_CHARACTERS_MAX = 128
export const TAG_VALUE_CHARACTERS_MAX = 256
export const OWNER_CHARACTERS_MAX = 128
export const IDEMPOTENCY_KEY_CHARACTERS_MAX = 256
export const MAKER_CHARACTERS_MAX = 128
