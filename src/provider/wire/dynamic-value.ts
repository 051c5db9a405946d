/**
 * Values in messages: `DynamicValue` to framework values and back.
 */

import {
  fromJson,
  fromMsgpack,
  isObjectValue,
  parseJson,
  toMsgpack,
  ValueError,
} from '../values/index.ts'
import type { ObjectType, ObjectValue, Type, Value } from '../values/index.ts'
import type { DynamicValue } from './tfplugin6.gen.ts'

/** Terraform sends MessagePack; JSON is accepted too, and nothing at all is null. */
export function valueFromWire(type: Type, message: DynamicValue | undefined): Value {
  if (message === undefined) return null
  if (message.msgpack.length > 0) return fromMsgpack(type, message.msgpack)
  if (message.json.length === 0) return null
  return fromJson(type, parseJson(Buffer.from(message.json).toString('utf8')))
}

export function valueToWire(type: Type, value: Value): DynamicValue {
  return { msgpack: toMsgpack(type, value), json: new Uint8Array() }
}

/** A whole resource, data source or provider configuration; null when there is none. */
export function objectFromWire(
  type: ObjectType,
  message: DynamicValue | undefined,
): ObjectValue | null {
  const value = valueFromWire(type, message)
  if (value === null) return null
  if (!isObjectValue(value)) throw new ValueError('an object was expected')
  return value
}

/** The same where the protocol always has one. */
export function someObjectFromWire(
  type: ObjectType,
  message: DynamicValue | undefined,
): ObjectValue {
  const object = objectFromWire(type, message)
  if (object === null) throw new ValueError('an object was expected, not null')
  return object
}
