import assert from 'node:assert/strict'
import fc from 'fast-check'
import { LatestCounters } from '../../../../../src/engine/agent/index.ts'
import type { TargetHealth } from '../../../../../src/engine/agent/index.ts'
import { chooseFormat, toExposition } from '../../../../../src/engine/agent/metrics/exposition.ts'
import type { Format } from '../../../../../src/engine/agent/metrics/exposition.ts'
import { SERVERS_MAX, toFamilies } from '../../../../../src/engine/agent/metrics/families.ts'
import { noEndpointCounters } from '../../../../../src/engine/dataplane/contract.ts'
import { noListenerCounters } from '../../../../../src/engine/dataplane/contract.ts'
import type { ProxyInstance } from '../../../../../src/engine/ir/index.ts'
import { makeTestCertificate } from '../../../../support/certificates.ts'
import { endpointOf, instanceOf, poolOf } from '../world.ts'
import { readExposition } from './parser.ts'

const vitals = {
  ...{ startedMs: 1000, residentBytes: 5, heapBytes: 3, processorSeconds: 0.5 },
  ...{ openFiles: 7, openFilesMax: null, loopDelays: { p50: 0.001, p99: 0.002, max: 0.003 } },
}

function toText(
  instances: readonly ProxyInstance[],
  counters: LatestCounters,
  { up = [], format }: { readonly up?: readonly string[]; readonly format?: Format } = {},
) {
  const targets = up.map((endpointId): TargetHealth => {
    const place = { address: '192.0.2.1', port: 80, zone: 'local-a', weight: 10 }
    return { poolId: 'p', endpointId, ...place, state: 'healthy', reason: null, sinceMs: 1 }
  })
  const view = {
    ...{ version: '1.2.3', dataplane: 'embedded', vitals },
    ...{ isControlled: true, config: { revision: 7, instances }, targets, counters },
    probes: new Map([['p/a', { total: 9, failures: 4 }]]),
    told: [],
  }
  return [...toExposition(toFamilies(view), format)].join('')
}

function toInstance(endpointIds: readonly string[], name = 'web'): ProxyInstance {
  const place = { binds: [], poolId: 'p', idleTimeoutMs: 1, tls: null }
  return instanceOf('lb-1', {
    name,
    listeners: [{ id: 'l', name: 'http', protocol: 'http', ...place } as never],
    pools: [poolOf({ id: 'p', name, endpoints: endpointIds.map((id) => endpointOf(id)) })],
  })
}

describe('metrics', () => {
  it('are of the process, every listener, service and server, and readable by the letter', () => {
    const counters = new LatestCounters()
    const answersTotal = [0, 5, 0, 1, 2]
    const durations = [3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    counters.take(
      {
        listeners: [
          {
            ...noListenerCounters('l'),
            requestsTotal: 8,
            answersTotal,
            durations,
            durationSumMs: 1500,
          },
        ],
        endpoints: [{ ...noEndpointCounters('p', 'a'), failuresTotal: 2, active: 3, bytesIn: 9 }],
      },
      1,
    )
    const families = readExposition(toText([toInstance(['a', 'b'])], counters, { up: ['a'] }))
    const read = (family: string, labels: string, suffix = '') =>
      families.get(family)?.samples.get(`${family}${suffix}{${labels}}`)
    const listener = 'listener=http,listener_id=l,load_balancer=web'
    assert.equal(read('lb_listener_requests_total', listener), 8)
    assert.equal(read('lb_listener_responses_total', `code=5xx,${listener}`), 2)
    const duration = 'lb_listener_request_duration_seconds'
    assert.equal(families.get(duration)?.samples.size, 16)
    const [name, ...others] = listener.split(',')
    const bucket = ['le=0.001', name, ...others].join(',')
    assert.equal(read(duration, bucket, '_bucket'), 3)
    assert.equal(read(duration, listener, '_count'), 6)
    assert.equal(read(duration, listener, '_sum'), 1.5)
    const service = 'load_balancer=web,server=a,service=web,service_id=p,zone=local-a'
    assert.equal(read('lb_server_up', service), 1)
    assert.equal(read('lb_server_up', service.replace('server=a', 'server=b')), 0)
    assert.equal(read('lb_server_failures_total', service), 2)
    assert.equal(
      read('lb_service_sent_bytes_total', 'load_balancer=web,service=web,service_id=p'),
      9,
    )
    assert.equal(read('lb_config_revision', ''), 7)
    assert.equal(read('lb_build_info', 'dataplane=embedded,version=1.2.3'), 1)
    assert.equal(read('lb_agent_open_files', ''), 7)
    assert.equal(families.has('lb_agent_open_files_max'), false)
  })

  it('have of each server its state, its weight, its checks and its failures by sort', () => {
    const counters = new LatestCounters()
    const row = { ...noEndpointCounters('p', 'a'), connectFailuresTotal: 1, redispatchesTotal: 2 }
    counters.take({ listeners: [], endpoints: [row] }, 1)
    const families = readExposition(toText([toInstance(['a'])], counters, { up: ['a'] }))
    const place = 'load_balancer=web,server=a,service=web,service_id=p'
    const read = (name: string, extra = ''): number | undefined =>
      families.get(name)?.samples.get(`${name}{${place}${extra},zone=local-a}`)
    const state = 'lb_server_state{load_balancer=web,reason=,server=a,service=web,service_id=p'
    const samples = families.get('lb_server_state')?.samples
    assert.equal(samples?.get(`${state},state=healthy,zone=local-a}`), 1)
    assert.equal(read('lb_server_weight'), 10)
    assert.equal(read('lb_server_checks_total'), 9)
    assert.equal(read('lb_server_check_failures_total'), 4)
    assert.equal(read('lb_server_connect_failures_total'), 1)
    assert.equal(read('lb_server_redispatches_total'), 2)
    assert.equal(read('lb_server_state_since_seconds'), 0.001)
  })

  it('are the same as OpenMetrics, in its form', () => {
    const counters = new LatestCounters()
    counters.take({ listeners: [noListenerCounters('l')], endpoints: [] }, 1)
    const text = toText([toInstance(['a'])], counters, { format: 'openmetrics' })
    assert.ok(text.endsWith('\n# EOF\n'))
    assert.match(text, /# TYPE lb_listener_requests counter\nlb_listener_requests_total\{/)
    assert.match(text, /le="1\.0"/)
    assert.doesNotMatch(text, /le="\d+"/)
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
    assert.equal(new Set(names).size, names.length)
  })

  it('choose the form by what is asked for', () => {
    const open = 'application/openmetrics-text'
    const cases: [string | undefined, Format][] = [
      [undefined, 'prometheus'],
      ['*/*', 'prometheus'],
      [open, 'openmetrics'],
      [`${open};version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1`, 'openmetrics'],
      [`${open};version=1.0.0;q=0.2,text/plain;q=0.3`, 'prometheus'],
      [`${open};version=1.0.0;q=0`, 'prometheus'],
      [`${open};version=9.0.0`, 'prometheus'],
    ]
    for (const [accept, format] of cases) assert.equal(chooseFormat(accept), format, String(accept))
  })

  it('tell of each certificate once when it ends, of one that cannot be read nothing', () => {
    const notAfterMs = Date.UTC(2049, 5, 1)
    const { pem } = makeTestCertificate({ names: ['shop.test'], notAfterMs })
    const toShown = (id: string, certificatePem: string) => ({
      ...{ id, certificatePem, privateKeyPem: '', domains: ['shop.test'] },
    })
    const instance = toInstance([])
    const [listener] = instance.listeners
    assert.ok(listener !== undefined)
    const certificates = [toShown('crt-1', pem), toShown('crt-2', 'nonsense')]
    const shows = { ...listener, tls: { certificates, versionMin: '1.2' as const } }
    const text = toText([{ ...instance, listeners: [shows, shows] }], new LatestCounters())
    const family = readExposition(text).get('lb_certificate_not_after_seconds')
    assert.deepEqual(
      [...(family?.samples ?? [])],
      [
        [
          'lb_certificate_not_after_seconds{certificate_id=crt-1,domain=shop.test}',
          notAfterMs / 1000,
        ],
      ],
    )
  })

  it('escape what a name may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const families = readExposition(toText([toInstance(['a'], name)], new LatestCounters()))
        assert.equal(families.get('lb_server_up')?.samples.size, 1)
      }),
    )
  })

  it('of a service never go back when a server leaves', () => {
    const counters = new LatestCounters()
    const total = (ids: readonly string[]): number | undefined => {
      const { samples } = readExposition(toText([toInstance(ids)], counters)).get(
        'lb_service_requests_total',
      ) ?? { samples: new Map<string, number>() }
      return [...samples.values()][0]
    }
    const rows = ['a', 'b'].map((id) => ({ ...noEndpointCounters('p', id), requestsTotal: 4 }))
    counters.take({ listeners: [], endpoints: rows }, 1)
    assert.equal(total(['a', 'b']), 8)
    counters.forget([{ poolId: 'p', endpointId: 'b' }])
    assert.equal(total(['a']), 8)
    counters.retain([])
    assert.equal(total(['a']), 4)
  })

  it('tell so many servers one by one, and how many are left out', () => {
    const ids = Array.from({ length: SERVERS_MAX + 3 }, (_, at) => `e${at}`)
    const families = readExposition(toText([toInstance(ids)], new LatestCounters()))
    assert.equal(families.get('lb_server_up')?.samples.size, SERVERS_MAX)
    assert.deepEqual([...(families.get('lb_metrics_servers_omitted')?.samples.values() ?? [])], [3])
  })
})
