/** Provider functions, in an explicit list: `provider::lb::endpoint("10.0.0.1:8080")`. */

import { isIP } from 'node:net'
import { toCodeRange, toNormalCodes } from '../../engine/ir/index.ts'
import { FunctionError, providerFunction, t } from '../../provider/index.ts'
import { isAddress } from '../address.ts'

export const endpoint = providerFunction({
  name: 'endpoint',
  summary: 'The address and the port of "address:port"',
  description:
    'Takes `10.0.0.1:8080` or `[2001:db8::1]:8080` apart, into an object with `address` and ' +
    '`port`, as `servers` of `lb_server_group` take them.',
  parameters: {
    text: { of: t.string, description: 'An IP address and a port, joined by a colon.' },
  },
  returns: t.object({ address: t.string, port: t.int }),
  call: ({ text }) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
    const address = match?.[1] ?? match?.[2] ?? ''
    const port = Number(match?.[3])
    const isBracketed = match?.[1] !== undefined
    const isFit = isAddress(address) && isIP(address) === (isBracketed ? 6 : 4)
    if (isFit && port >= 1 && port <= 65_535) {
      return { address, port }
    }
    const form = 'an IP address and a port such as "10.0.0.1:8080" or "[2001:db8::1]:8080"'
    throw new FunctionError(`must be ${form}, not ${JSON.stringify(text)}`, 'text')
  },
})

export const successCodes = providerFunction({
  name: 'success_codes',
  summary: 'The normal form of a list of HTTP statuses',
  description:
    'Takes classes, statuses and ranges joined by commas, such as `2xx,301`, and gives the list ' +
    'that `success_codes` of a health check takes: sorted, without overlaps.',
  parameters: {
    text: { of: t.string, description: 'Such as `2xx,301` or `200-204, 404`.' },
  },
  returns: t.list(t.string),
  call: ({ text }) => {
    const parts = text.split(',').map((part) => part.trim())
    const wrong = parts.find((part) => toCodeRange(part) === null)
    if (wrong === undefined) return toNormalCodes(parts)
    const form = 'classes, statuses and ranges such as "2xx,301,404-410"'
    throw new FunctionError(`must be ${form}; ${JSON.stringify(wrong)} is none`, 'text')
  },
})

export const functions = [endpoint, successCodes]
