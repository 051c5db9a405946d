/**
 * The framework's face for those who write providers: everything that a resource needs.
 *
 * A resource is one file and one line in the provider's list. This one is complete:
 *
 *     export const note = resource<Wall>()({
 *       type: 'lb_note',
 *       description: 'A note on the wall.',
 *       attributes: {
 *         id: computed.string({ description: 'Its identity.', dependsOn: [] }),
 *         place: required.string({ description: 'Where it hangs.', requiresReplace: true }),
 *         text: required.string({ description: 'What it says.', check: [length({ max: 80 })] }),
 *         color: defaulted.string({
 *           description: 'Of the paper.',
 *           oneOf: ['yellow', 'pink'],
 *           default: 'yellow',
 *         }),
 *         words: computed.int({ description: 'How many words it has.', dependsOn: ['text'] }),
 *         pin: optional.object({
 *           description: 'What holds it.',
 *           attributes: { length_mm: defaulted.int({ description: 'Its length.', default: 10 }) },
 *         }),
 *       },
 *       create: async ({ desired, client, signal, save }) => {
 *         const id = await client.hang(desired.place, signal)
 *         save({ id }) // From here on a failure leaves the note in the state.
 *         return client.write({ ...desired, id, words: wordsOf(desired.text) }, signal)
 *       },
 *       read: async ({ id, client, signal }) => client.find(id, signal), // Null: it is gone.
 *       update: async ({ id, desired, client, signal }) =>
 *         client.write({ ...desired, id, words: wordsOf(desired.text) }, signal),
 *       delete: async ({ id, client, signal }) => client.takeDown(id, signal),
 *     })
 *
 * In it `desired.text` is a `string`, `desired.color` is `'yellow' | 'pink'`, `desired.pin` may be
 * null, and `desired.words` is `number | Unknown`: the types follow from `attributes` (the table of
 * forms is in schema/attribute.ts, the words before the dot are told in schema/builders.ts). A
 * wrong name or type does not compile. The framework adds `timeouts`, import by id, refresh, state
 * upgrades, cancellation; `derive`, `findReplacing`, `checkPlan`, `checkDestroy`, `validate` and
 * `rules` are there for what a plan should find out. Throw a `ProviderError` for what the user can
 * mend; anything else that is thrown is reported to the user as a bug.
 */

export {
  ascending,
  atLeastOneOf,
  block,
  brokenRule,
  check,
  computed,
  conflicting,
  data,
  defaulted,
  each,
  eachKey,
  elementStep,
  errorProblem,
  exactlyOneOf,
  length,
  mirrored,
  oneOf,
  optional,
  optionalComputed,
  range,
  regex,
  required,
  requires,
  secretFree,
  setting,
  size,
  t,
  together,
  unique,
  warningProblem,
  writeOnly,
} from './schema/index.ts'
export type {
  Attribute,
  Attributes,
  Check,
  Config,
  CrossRule,
  Desired,
  Known,
  Plain,
  Plan,
  Problem,
  ProblemText,
  State,
} from './schema/index.ts'
export {
  action,
  checkProvider,
  dataSource,
  ephemeral,
  FunctionError,
  listResource,
  parseDurationMs,
  provider,
  ProviderError,
  providerFunction,
  resource,
} from './server/index.ts'
export type {
  Action,
  Calling,
  Changing,
  ConfigureRequest,
  CreateRequest,
  DataReadRequest,
  DataSource,
  DeleteRequest,
  DeriveView,
  DestroyCheckRequest,
  Ephemeral,
  Listed,
  ListRequest,
  ListResource,
  PlanCalling,
  PlanCheckRequest,
  Provider,
  ProviderFunction,
  ReadRequest,
  Resource,
  ResourceAttributes,
  StateUpgrade,
  UpdateRequest,
} from './server/index.ts'
export {
  Decimal,
  Dynamic,
  formatPath,
  isKnown,
  isUnknown,
  isWhollyKnown,
  Unknown,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
} from './values/index.ts'
export type { Path, PathStep, Value } from './values/index.ts'
