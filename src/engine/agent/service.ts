/**
 * The answering end of the agent's socket.
 *
 * Answers for: each call of `proto/agent.proto` on an `Agent`. Does not know: the socket, or what
 * the agent does.
 */

import { implement, RpcError, type Call, type Implementation, type Input } from '../../rpc/index.ts'
import { EngineError } from '../errors.ts'
import type { ProxyConfig } from '../ir/index.ts'
import { Agent as AgentTable, type Config, type Missing, type Report } from './agent.gen.ts'
import type { Agent, HandOverRequest } from './contract.ts'
import { ReceivedInstances } from './received.ts'
import { fromWireFigures, toWireOutcome, toWireProblems, toWireReport } from './wire.ts'

/** Resolves with the successor's process id when it serves. */
export type HandOver = (request: HandOverRequest) => Promise<number>

export function toAgentService(agent: Agent, handOver: HandOver = refuse): Implementation {
  const received = new ReceivedInstances()
  return implement(AgentTable, {
    info: (_request, call) => answer(() => agent.info(call.signal)),

    check: (request, call) =>
      whole(received, request, async (config) => {
        const problems = await agent.check(config, call.signal)
        return { problems: toWireProblems(problems) }
      }),

    apply: (request, call) =>
      whole(received, request, async (config) => {
        const outcome = await agent.apply(config, call.signal)
        if (outcome.kind === 'applied') received.keep(config)
        return toWireOutcome(outcome)
      }),

    watch: (_request, call) => reports(agent, call),

    tell: (request, call) =>
      answer(async () => {
        await agent.tell(fromWireFigures(request), call.signal)
        return {}
      }),

    handOver: ({ program, drainMs }) =>
      answer(async () => ({ pid: await handOver({ program, drainMs }) })),

    stop: ({ graceMs }) =>
      answer(async () => {
        await agent.stop(graceMs)
        return {}
      }),
  })
}

function refuse(): Promise<number> {
  return Promise.reject(
    new EngineError({ code: 'unavailable', message: 'This agent cannot hand over' }),
  )
}

async function whole<T>(
  received: ReceivedInstances,
  request: Config,
  act: (config: ProxyConfig) => Promise<T>,
): Promise<T | { missing: Missing }> {
  const found = received.receive(request)
  if (found.kind === 'missing') return { missing: { digests: [...found.digests] } }
  return answer(() => act(found.config))
}

async function* reports(agent: Agent, { signal }: Call): AsyncGenerator<Input<Report>> {
  for await (const report of agent.watch(signal)) yield toWireReport(report)
}

/** What is expected to happen reaches the caller as such; the rest is a fault. */
async function answer<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const { message, cause } = error
    throw new RpcError({ code: error.retryable ? 'UNAVAILABLE' : 'INTERNAL', message, cause })
  }
}
