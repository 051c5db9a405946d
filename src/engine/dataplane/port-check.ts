/**
 * Whether somebody else has a port that several threads or processes of ours are to share.
 *
 * Answers for: what the kernel does not tell by itself: with `reusePort` it lets any process of the
 * same user in, and two load balancers would each get a part of the connections.
 */

import { createServer } from 'node:net'
import type { Bind, Problem } from '../ir/index.ts'
import type { WantedBind } from './binds.ts'
import { toBindProblem } from './bind-problem.ts'

/** Problems of those that cannot be bound by one alone. Nothing stays bound. */
export async function findTaken(binds: readonly WantedBind[]): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    binds.map((wanted) =>
      bindAlone(wanted.bind).then(
        () => null,
        (error: unknown) => toBindProblem(wanted, error),
      ),
    ),
  )
  return problems.filter((problem) => problem !== null)
}

function bindAlone({ address, port }: Bind): Promise<void> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve()))
  })
}
