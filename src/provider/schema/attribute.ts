/**
 * What an attribute is, at run time and to the type system.
 *
 * An attribute has six forms, because what may be null or unknown differs with the moment:
 *
 * | form      | when                                | null                | unknown           |
 * | --------- | ----------------------------------- | ------------------- | ----------------- |
 * | `config`  | validate, plan: what the user wrote | optional, computed  | anything but null |
 * | `known`   | apply, read, configure: the same    | optional, computed  | nothing           |
 * | `plan`    | plan: what will be                  | optional            | anything          |
 * | `desired` | apply: the plan to be made true     | optional            | computed          |
 * | `state`   | what is                             | optional            | nothing           |
 * | `given`   | a default in the declaration        | (may be left out)   | nothing           |
 *
 * An optional attribute with a default is null in the configuration only. A write-only one has a
 * value in `config` and `known` only. A computed one is null nowhere unless declared `nullable`.
 */

import type { Type, Unknown, Value } from '../values/index.ts'
import type { Check } from './check.ts'
import type { Fault } from './element.ts'
import type { CrossRule } from './cross-rule.ts'

declare const FORMS: unique symbol

/** The TypeScript types of one attribute. */
export interface Forms {
  readonly config: unknown
  readonly known: unknown
  readonly plan: unknown
  readonly desired: unknown
  readonly state: unknown
  readonly given: unknown
}

/** Who gives the value. */
export type Mode = 'required' | 'optional' | 'computed' | 'optional_computed'

/** Where an attribute may be declared. */
export type Concept = 'resource' | 'data' | 'setting'

export type Nesting = 'single' | 'list' | 'set' | 'map'

/** When a change of the attribute makes a new object necessary. */
export type ReplaceRule =
  | 'always'
  /** Only while the configuration has a value. */
  | 'if_configured'
  /** When this says so of the value that is and the value that will be. */
  | ((change: never) => boolean)

/** An object inside an attribute, or several. */
export interface NestedShape {
  readonly nesting: Nesting
  readonly attributes: Attributes
  readonly rules: readonly CrossRule[]
  /** A block of HCL (`x { … }`) in place of an attribute (`x = { … }`). */
  readonly block: BlockShape | null
}

export interface BlockShape {
  /** Only of a single block: absent means a block whose attributes are null. */
  readonly isGroup: boolean
  readonly itemsMin: number
  /** Zero means no limit. */
  readonly itemsMax: number
}

/**
 * One attribute as declared. Made by the builders only.
 * `F` are its TypeScript types, `C` where it may be used, `D` the attributes it depends on.
 */
export interface Attribute<
  out F extends Forms = Forms,
  out C extends Concept = Concept,
  out D extends string = string,
> {
  readonly concept: C
  readonly mode: Mode
  readonly type: Type
  /** The nested object; null for a plain type. */
  readonly nested: NestedShape | null
  /** What is wrong with a value beyond its cty type. */
  readonly faultsOf: (value: Value) => readonly Fault[]
  /** Markdown. It is the manual. */
  readonly description: string
  /** What to use in its place; null when the attribute is not deprecated. */
  readonly deprecated: string | null
  readonly isSensitive: boolean
  readonly isWriteOnly: boolean
  /** A computed value may turn out to be null. */
  readonly isNullable: boolean
  readonly checks: readonly Check<never>[]
  /** The value when the configuration has none, complete; undefined when there is none. */
  readonly default: Value | undefined
  readonly replace: ReplaceRule | null
  /**
   * Siblings whose change makes a computed value unknown; null means any change of the resource.
   * An empty list: the value stays for good.
   */
  readonly dependsOn: readonly D[] | null
  /** Whether two known values mean the same, so that the spelling that is stays. */
  readonly equivalent: ((a: never, b: never) => boolean) | null
  /** Only for the type system; never there at run time. */
  readonly [FORMS]?: F
}

/** Attributes by name. */
export type Attributes<C extends Concept = Concept> = Readonly<Record<string, Attribute<Forms, C>>>

/** Attributes that depend on nothing but each other. A wrong name does not compile. */
export type DependingOnSiblings<A extends Attributes> = {
  readonly [K in keyof A]: Attribute<Forms, Concept, keyof A & string>
}

type FormOf<T extends Attribute, N extends keyof Forms> = NonNullable<T[typeof FORMS]>[N]

/** What the user wrote, parts of it not known yet. */
export type Config<A extends Attributes> = {
  readonly [K in keyof A]: FormOf<A[K], 'config'>
}

/** What the user wrote, wholly known. */
export type Known<A extends Attributes> = { readonly [K in keyof A]: FormOf<A[K], 'known'> }

/** What will be. */
export type Plan<A extends Attributes> = { readonly [K in keyof A]: FormOf<A[K], 'plan'> }

/** What is to be made true; only computed attributes may still be unknown. */
export type Desired<A extends Attributes> = { readonly [K in keyof A]: FormOf<A[K], 'desired'> }

/** What is. */
export type State<A extends Attributes> = { readonly [K in keyof A]: FormOf<A[K], 'state'> }

type OptionalKeys<A extends Attributes> = {
  [K in keyof A]: null extends FormOf<A[K], 'config'> ? K : never
}[keyof A]

/** A value in the declaration itself; what is left out takes its own default. */
export type Given<A extends Attributes> = {
  readonly [K in Exclude<keyof A, OptionalKeys<A>>]: FormOf<A[K], 'given'>
} & {
  readonly [K in OptionalKeys<A>]?: FormOf<A[K], 'given'>
}

/** The names of the attributes whose values the provider may give while planning. */
export type ComputedKeys<A extends Attributes> = {
  [K in keyof A]: Unknown extends FormOf<A[K], 'desired'> ? K : never
}[keyof A] &
  string

/** The wire says "computed" of whatever may differ from the configuration. */
export function isComputed(attribute: Attribute): boolean {
  return (
    attribute.mode === 'computed' ||
    attribute.mode === 'optional_computed' ||
    attribute.default !== undefined
  )
}

/** Whether the user may give the attribute a value. */
export function isConfigurable(attribute: Attribute): boolean {
  return attribute.mode !== 'computed'
}

/** Whether a value must not be shown. */
export function isSecret(attribute: Attribute): boolean {
  return attribute.isSensitive || attribute.isWriteOnly
}
