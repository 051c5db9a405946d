/**
 * The types behind the builders: which forms and which options follow from who gives a value.
 *
 * Only types. What the forms mean is told in attribute.ts, what the words mean in builders.ts.
 */

import type { Unknown } from '../values/index.ts'
import type {
  Attribute,
  Attributes,
  Concept,
  Config,
  DependingOnSiblings,
  Desired,
  Forms,
  Given,
  Known,
  Plan,
  State,
} from './attribute.ts'
import type { Check } from './check.ts'
import type { CrossRule } from './cross-rule.ts'
import type { Plain } from './element.ts'

/* What a value is, before anybody said who gives it. */

interface PlainForms<K, P> extends Forms {
  readonly config: P
  readonly known: K
  readonly plan: P
  readonly desired: K
  readonly state: K
  readonly given: K
}

interface ObjectForms<A extends Attributes> extends Forms {
  readonly config: Config<A>
  readonly known: Known<A>
  readonly plan: Plan<A>
  readonly desired: Desired<A>
  readonly state: State<A>
  readonly given: Given<A>
}

interface ListForms<V extends Forms> extends Forms {
  readonly config: readonly (V['config'] | Unknown)[]
  readonly known: readonly V['known'][]
  readonly plan: readonly (V['plan'] | Unknown)[]
  readonly desired: readonly V['desired'][]
  readonly state: readonly V['state'][]
  readonly given: readonly V['given'][]
}

interface MapForms<V extends Forms> extends Forms {
  readonly config: ReadonlyMap<string, V['config'] | Unknown>
  readonly known: ReadonlyMap<string, V['known']>
  readonly plan: ReadonlyMap<string, V['plan'] | Unknown>
  readonly desired: ReadonlyMap<string, V['desired']>
  readonly state: ReadonlyMap<string, V['state']>
  readonly given: ReadonlyMap<string, V['given']>
}

/* Who gives it: the forms that follow. */

interface RequiredForms<V extends Forms> extends Forms {
  readonly config: V['config'] | Unknown
  readonly known: V['known']
  readonly plan: V['plan'] | Unknown
  readonly desired: V['desired']
  readonly state: V['state']
  readonly given: V['given']
}

interface OptionalForms<V extends Forms> extends Forms {
  readonly config: V['config'] | Unknown | null
  readonly known: V['known'] | null
  readonly plan: V['plan'] | Unknown | null
  readonly desired: V['desired'] | null
  readonly state: V['state'] | null
  readonly given: V['given'] | null
}

interface DefaultedForms<V extends Forms> extends Forms {
  readonly config: V['config'] | Unknown | null
  readonly known: V['known'] | null
  readonly plan: V['plan'] | Unknown
  readonly desired: V['desired']
  readonly state: V['state']
  readonly given: V['given']
}

interface ComputedForms<V extends Forms, N> extends Forms {
  readonly config: null
  readonly known: null
  readonly plan: V['plan'] | Unknown | NullIf<N>
  readonly desired: V['desired'] | Unknown | NullIf<N>
  readonly state: V['state'] | NullIf<N>
  readonly given: null
}

interface OptionalComputedForms<V extends Forms, N> extends Forms {
  readonly config: V['config'] | Unknown | null
  readonly known: V['known'] | null
  readonly plan: V['plan'] | Unknown | NullIf<N>
  readonly desired: V['desired'] | Unknown | NullIf<N>
  readonly state: V['state'] | NullIf<N>
  readonly given: null
}

interface WriteOnlyForms<V extends Forms> extends Forms {
  readonly config: V['config'] | Unknown | null
  readonly known: V['known'] | null
  readonly plan: null
  readonly desired: null
  readonly state: null
  readonly given: null
}

type NullIf<N> = [N] extends [true] ? null : never

/** The word before the dot. */
export type Giver =
  'required' | 'optional' | 'defaulted' | 'computed' | 'optionalComputed' | 'writeOnly'

/** Nullable (`N`) means something only where the provider gives the value. */
type FormsOf<G extends Giver, V extends Forms, N> = {
  required: RequiredForms<V>
  optional: OptionalForms<V>
  defaulted: DefaultedForms<V>
  computed: ComputedForms<V, N>
  optionalComputed: OptionalComputedForms<V, N>
  writeOnly: WriteOnlyForms<V>
}[G]

/* Options. */

interface CommonOptions {
  /** Markdown, mandatory: it is the manual. */
  readonly description: string
  /** What to use in its place. */
  readonly deprecated?: string
  /** Not shown in plans and messages. */
  readonly sensitive?: boolean
}

interface InputOptions<V extends Forms> extends CommonOptions {
  /** Validators; called with known values only. */
  readonly check?: readonly Check<NoInfer<V['config']>>[]
}

interface PlannedOptions<V extends Forms> {
  /** A change of the value makes a new object necessary: always, while configured, or if so. */
  readonly requiresReplace?:
    | true
    | 'if_configured'
    | ((change: {
        readonly prior: NoInfer<V['state']> | null
        readonly planned: NoInfer<V['plan']> | Unknown | null
      }) => boolean)
  /** Whether two values mean the same, so that the spelling of the state stays. */
  readonly equivalent?: (a: NoInfer<V['state']>, b: NoInfer<V['state']>) => boolean
}

interface ComputedOptions<D extends string, N extends boolean> {
  /**
   * Siblings whose change makes the value unknown until it is applied. Left out: any change of the
   * resource does. Empty: the value stays as long as the object lives.
   */
  readonly dependsOn?: readonly D[]
  /** The value may turn out to be null. Without it Terraform is told that it will not be. */
  readonly nullable?: N
}

interface DefaultOptions<V extends Forms> {
  /** The value when the configuration has none; nested attributes add their own defaults. */
  readonly default: NoInfer<V['given']>
}

/** The options by the word before the dot, in a resource. */
type ResourceOptions<G extends Giver, V extends Forms, D extends string, N extends boolean> = {
  required: InputOptions<V> & PlannedOptions<V>
  optional: InputOptions<V> & PlannedOptions<V>
  defaulted: InputOptions<V> & PlannedOptions<V> & DefaultOptions<V>
  computed: CommonOptions & Pick<PlannedOptions<V>, 'equivalent'> & ComputedOptions<D, N>
  optionalComputed: InputOptions<V> & PlannedOptions<V> & ComputedOptions<D, N>
  writeOnly: InputOptions<V>
}[G]

/** The options outside resources: nothing is planned there. */
type PlainOptions<G extends Giver, V extends Forms, N extends boolean> = {
  required: InputOptions<V>
  optional: InputOptions<V>
  defaulted: never
  computed: CommonOptions & Pick<ComputedOptions<never, N>, 'nullable'>
  optionalComputed: never
  writeOnly: never
}[G]

type OptionsOf<
  C extends Concept,
  G extends Giver,
  V extends Forms,
  D extends string,
  N extends boolean,
> = {
  resource: ResourceOptions<G, V, D, N>
  data: PlainOptions<G, V, N>
  setting: PlainOptions<G, V, N>
}[C]

interface NestedOptions<A extends Attributes> {
  readonly attributes: A & DependingOnSiblings<A>
  /** Rules between the attributes of the nested object. */
  readonly rules?: readonly CrossRule<keyof NoInfer<A> & string>[]
}

/** What one word before the dot offers. */
export interface Builders<C extends Concept, G extends Giver> {
  string<const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<string, string>, D, N> & { readonly oneOf?: never },
  ): Attribute<FormsOf<G, PlainForms<string, string>, N>, C, NoInfer<D>>

  /** With `oneOf` the TypeScript type is narrowed to these texts. */
  string<const O extends string, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<O, O>, D, N> & { readonly oneOf: readonly O[] },
  ): Attribute<FormsOf<G, PlainForms<O, O>, N>, C, NoInfer<D>>

  bool<const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<boolean, boolean>, D, N>,
  ): Attribute<FormsOf<G, PlainForms<boolean, boolean>, N>, C, NoInfer<D>>

  /** A number that a double holds exactly. */
  number<const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<number, number>, D, N>,
  ): Attribute<FormsOf<G, PlainForms<number, number>, N>, C, NoInfer<D>>

  /** A whole number up to 2^53 − 1. */
  int<const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<number, number>, D, N>,
  ): Attribute<FormsOf<G, PlainForms<number, number>, N>, C, NoInfer<D>>

  list<K, P, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<readonly K[], readonly (P | Unknown)[]>, D, N> & {
      readonly of: Plain<K, P>
    },
  ): Attribute<FormsOf<G, PlainForms<readonly K[], readonly (P | Unknown)[]>, N>, C, NoInfer<D>>

  set<K, P, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<readonly K[], readonly (P | Unknown)[]>, D, N> & {
      readonly of: Plain<K, P>
    },
  ): Attribute<FormsOf<G, PlainForms<readonly K[], readonly (P | Unknown)[]>, N>, C, NoInfer<D>>

  map<K, P, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<
      C,
      G,
      PlainForms<ReadonlyMap<string, K>, ReadonlyMap<string, P | Unknown>>,
      D,
      N
    > & { readonly of: Plain<K, P> },
  ): Attribute<
    FormsOf<G, PlainForms<ReadonlyMap<string, K>, ReadonlyMap<string, P | Unknown>>, N>,
    C,
    NoInfer<D>
  >

  /** A value of any plain type: `t.exactNumber`, `t.tuple([…])`, `t.object({…})`, `t.dynamic`. */
  value<K, P, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, PlainForms<K, P>, D, N> & { readonly of: Plain<K, P> },
  ): Attribute<FormsOf<G, PlainForms<K, P>, N>, C, NoInfer<D>>

  /** One nested object with attributes of its own. */
  object<A extends Attributes<C>, const D extends string = never, const N extends boolean = false>(
    options: OptionsOf<C, G, ObjectForms<A>, D, N> & NestedOptions<A>,
  ): Attribute<FormsOf<G, ObjectForms<A>, N>, C, NoInfer<D>>

  objectList<
    A extends Attributes<C>,
    const D extends string = never,
    const N extends boolean = false,
  >(
    options: OptionsOf<C, G, ListForms<ObjectForms<A>>, D, N> & NestedOptions<A>,
  ): Attribute<FormsOf<G, ListForms<ObjectForms<A>>, N>, C, NoInfer<D>>

  objectSet<
    A extends Attributes<C>,
    const D extends string = never,
    const N extends boolean = false,
  >(
    options: OptionsOf<C, G, ListForms<ObjectForms<A>>, D, N> & NestedOptions<A>,
  ): Attribute<FormsOf<G, ListForms<ObjectForms<A>>, N>, C, NoInfer<D>>

  objectMap<
    A extends Attributes<C>,
    const D extends string = never,
    const N extends boolean = false,
  >(
    options: OptionsOf<C, G, MapForms<ObjectForms<A>>, D, N> & NestedOptions<A>,
  ): Attribute<FormsOf<G, MapForms<ObjectForms<A>>, N>, C, NoInfer<D>>
}

interface BlockOptions<V extends Forms, A extends Attributes>
  extends CommonOptions, NestedOptions<A> {
  readonly check?: readonly Check<NoInfer<V['config']>>[]
  readonly requiresReplace?: true
}

interface ItemLimits {
  /** Least and greatest number of blocks; Terraform itself sees to it. */
  readonly min?: number
  readonly max?: number
}

/**
 * Blocks of HCL (`rule { … }`), for configurations that must look like those of another provider.
 * Nested attributes (`rules = [{ … }]`) do everything that blocks do, and more.
 */
export interface BlockBuilders {
  /** One block or none. */
  single<A extends Attributes<'resource'>>(
    options: BlockOptions<ObjectForms<A>, A>,
  ): Attribute<OptionalForms<ObjectForms<A>>, 'resource', never>

  /** One block or none, and none is a block whose attributes are null. */
  group<A extends Attributes<'resource'>>(
    options: BlockOptions<ObjectForms<A>, A>,
  ): Attribute<RequiredForms<ObjectForms<A>>, 'resource', never>

  /** Any number of blocks; never null. */
  list<A extends Attributes<'resource'>>(
    options: BlockOptions<ListForms<ObjectForms<A>>, A> & ItemLimits,
  ): Attribute<RequiredForms<ListForms<ObjectForms<A>>>, 'resource', never>

  set<A extends Attributes<'resource'>>(
    options: BlockOptions<ListForms<ObjectForms<A>>, A> & ItemLimits,
  ): Attribute<RequiredForms<ListForms<ObjectForms<A>>>, 'resource', never>

  /** Blocks with one label each, the key. */
  map<A extends Attributes<'resource'>>(
    options: BlockOptions<MapForms<ObjectForms<A>>, A>,
  ): Attribute<RequiredForms<MapForms<ObjectForms<A>>>, 'resource', never>
}
