import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, openLogFile, readLastLines } from '../../../../src/engine/runtime/index.ts'
import type { Clock, LogLevel, Logger } from '../../../../src/engine/runtime/index.ts'

const clock: Clock = { nowMs: () => Date.UTC(2026, 10, 22, 12), monotonicMs: () => 0 }

function check(input: { level?: LogLevel; log: (logger: Logger) => void }, expected: unknown[]) {
  const lines: string[] = []
  const sink = (line: string): void => {
    assert.ok(line.endsWith('\n') && !line.slice(0, -1).includes('\n'), 'one line')
    lines.push(line)
  }
  input.log(createLogger({ sink, level: input.level ?? 'info', clock, fields: { pid: 7 } }))
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    expected,
  )
}

describe('The logger', () => {
  const time = '2026-11-22T12:00:00.000Z'

  it('writes a JSON object a line, with the fields of the logger and of the call', () => {
    check({ log: (logger) => logger.child({ role: 'agent' }).info('ready', { port: 1 }) }, [
      { time, level: 'info', message: 'ready', pid: 7, role: 'agent', port: 1 },
    ])
  })

  it('drops what is below its level', () => {
    const log = (logger: Logger): void => {
      logger.debug('a')
      logger.info('b')
      logger.warn('c')
      logger.error('d')
    }
    check({ level: 'warn', log }, [
      { time, level: 'warn', message: 'c', pid: 7 },
      { time, level: 'error', message: 'd', pid: 7 },
    ])
  })

  it('keeps message, code and cause of an error', () => {
    const lines: string[] = []
    const logger = createLogger({
      sink: (l) => void lines.push(l),
      level: 'info',
      clock,
      fields: {},
    })
    const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    logger.error('failed', { error: new Error('commit', { cause }) })
    const { error } = JSON.parse(lines.join('')) as {
      error: { message: string; cause: { code: string } }
    }
    assert.equal(error.message, 'commit')
    assert.equal(error.cause.code, 'ENOSPC')
  })

  it('keeps the message when a field has no JSON', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const lines: string[] = []
    const logger = createLogger({
      sink: (l) => void lines.push(l),
      level: 'info',
      clock,
      fields: {},
    })
    logger.info('still here', { cycle, big: 1n })
    assert.match(lines.join(''), /still here/)
  })
})

describe('A log file', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-log-'))
  })
  afterEach(() => {
    rmSync(directory, { recursive: true })
  })

  it('never grows beyond its bound, and keeps one file before it', () => {
    const path = join(directory, 'x.log')
    const bytesMax = 1000
    const file = openLogFile(path, bytesMax)
    for (let index = 0; index < 100; index++) file.sink(`${String(index).padStart(98, '0')}\n`)
    file.close()
    assert.ok(statSync(path).size <= bytesMax)
    assert.ok(statSync(`${path}.1`).size <= bytesMax)
    assert.match(readFileSync(path, 'utf8'), /99\n$/)
  })

  it('goes on where it ended, for its owner only', () => {
    const path = join(directory, 'x.log')
    for (const line of ['a\n', 'b\n']) {
      const file = openLogFile(path)
      file.sink(line)
      file.close()
    }
    assert.equal(readFileSync(path, 'utf8'), 'a\nb\n')
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  it('says how many lines a failing disk has cost, once it works again', () => {
    const path = join(directory, 'gone', 'x.log')
    assert.throws(() => openLogFile(path), /ENOENT/)
    // Rotation fails while the name it rotates to is a directory with something in it.
    const full = join(directory, 'full.log')
    const file = openLogFile(full, 10)
    file.sink('123456789\n')
    const blocked = join(directory, 'full.log.1', 'x')
    rmSync(join(directory, 'full.log.1'), { force: true })
    mkdirSync(blocked, { recursive: true })
    file.sink('lost\n')
    rmSync(join(directory, 'full.log.1'), { recursive: true })
    file.sink('back\n')
    file.close()
    assert.match(readFileSync(full, 'utf8'), /"lost":1}\nback\n$/)
  })

  it('gives its last lines, from a byte on, and none when it is not there', async () => {
    const path = join(directory, 'x.log')
    const file = openLogFile(path)
    for (const line of ['one\n', 'two\n', 'three\n']) file.sink(line)
    file.close()
    assert.deepEqual(await readLastLines(path, { linesMax: 2 }), ['two', 'three'])
    assert.deepEqual(await readLastLines(path, { linesMax: 9, fromByte: 8 }), ['three'])
    assert.deepEqual(await readLastLines(`${path}.absent`, { linesMax: 2 }), [])
  })
})
