/**
 * Numbers of any size without loss.
 *
 * Terraform's numbers are decimals of 512 bits; JavaScript's are doubles. A number here is held in
 * the first of these forms that keeps it exactly, so that equal numbers have equal forms:
 * a `number` (safe integers, and fractions whose shortest decimal text is the number itself),
 * a `bigint` (larger integers), a `Decimal` (everything else).
 */

export type NumberValue = number | bigint | Decimal

/** A decimal that no JavaScript number holds exactly, kept as its digits. Immutable. */
export class Decimal {
  /** The value is `coefficient` times ten to the power of `exponent`. */
  readonly coefficient: bigint
  readonly exponent: number

  constructor(parts: { readonly coefficient: bigint; readonly exponent: number }) {
    this.coefficient = parts.coefficient
    this.exponent = parts.exponent
  }

  /** Decimal text that reads back as the same number. */
  toString(): string {
    return this.exponent === 0 ? `${this.coefficient}` : `${this.coefficient}e${this.exponent}`
  }
}

/** Exponents beyond this are refused: their digits would fill the memory. */
const EXPONENT_MAX = 10_000

const DECIMAL_TEXT = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Reads decimal text such as `-12.5e3`. Null when the text is not a number or is out of bounds. */
export function parseNumber(text: string): NumberValue | null {
  const parts = parseDecimal(text)
  if (parts === null) return null
  if (parts.exponent >= 0) {
    return canonicalInteger(parts.coefficient * 10n ** BigInt(parts.exponent))
  }
  const nearest = Number(text)
  const shortest = parseDecimal(String(nearest))
  const isExact =
    shortest !== null &&
    shortest.coefficient === parts.coefficient &&
    shortest.exponent === parts.exponent
  return isExact ? nearest : new Decimal(parts)
}

/** The one form that equal numbers share. Throws a RangeError for NaN, which Terraform lacks. */
export function canonicalNumber(value: NumberValue): NumberValue {
  if (typeof value === 'bigint') return canonicalInteger(value)
  if (typeof value !== 'number') return parseNumber(value.toString()) ?? value
  if (Number.isNaN(value)) throw new RangeError('NaN is not a Terraform number')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return BigInt(value)
  return value === 0 ? 0 : value
}

/** Text that is the same for equal numbers and differs for different ones. */
export function numberKey(value: NumberValue): string {
  return canonicalNumber(value).toString()
}

/** Less than zero, zero or more than zero as `a` is less than, equal to or more than `b`. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (a instanceof Decimal || b instanceof Decimal) return compareDecimals(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Whether a double is exactly the decimal that its shortest text names, as 1.5 is and 0.1 is not.
 */
export function isExactDouble(value: number): boolean {
  const parts = parseDecimal(String(value))
  if (parts === null) return true
  if (parts.exponent >= 0) return true
  if (-parts.exponent > FIVES_MAX) return false
  const fives = 5n ** BigInt(-parts.exponent)
  const mantissa = parts.coefficient / fives
  return parts.coefficient % fives === 0n && mantissa < MANTISSA_LIMIT && mantissa > -MANTISSA_LIMIT
}

/** The shortest text of a double has at most 17 digits, fewer than 5 to this power has. */
const FIVES_MAX = 25
const MANTISSA_LIMIT = 2n ** 53n

interface DecimalParts {
  readonly coefficient: bigint
  readonly exponent: number
}

/** Sign, digits and exponent with no zero at the end of the digits; zero is 0 with exponent 0. */
function parseDecimal(text: string): DecimalParts | null {
  const match = DECIMAL_TEXT.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = (whole + fraction).replace(/0+$/, '')
  const trimmed = whole.length + fraction.length - digits.length
  const exponent = Number(power) - fraction.length + trimmed
  if (Math.abs(exponent) > EXPONENT_MAX || digits.length > EXPONENT_MAX) return null
  const coefficient = BigInt(digits === '' ? 0 : digits)
  if (coefficient === 0n) return { coefficient, exponent: 0 }
  return { coefficient: sign === '-' ? -coefficient : coefficient, exponent }
}

function canonicalInteger(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function compareDecimals(a: NumberValue, b: NumberValue): number {
  const left = parseDecimal(a.toString())
  const right = parseDecimal(b.toString())
  if (left === null || right === null) return Math.sign(Number(a) - Number(b))
  const floor = Math.min(left.exponent, right.exponent)
  const difference =
    left.coefficient * 10n ** BigInt(left.exponent - floor) -
    right.coefficient * 10n ** BigInt(right.exponent - floor)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
