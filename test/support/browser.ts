/**
 * A real browser without a window, where the machine has one.
 *
 * Answers for: a page in Chromium by its own protocol, and an end of it. Does not know: what is
 * looked at.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from './wait.ts'

export const chromium = '/usr/bin/chromium'

export function hasChromium(): boolean {
  return existsSync(chromium)
}

export interface Browser {
  open(url: string): Promise<void>
  /** The value of an expression in the page; JSON. */
  evaluate(expression: string): Promise<unknown>
  /** A key that goes down and up, by its name, such as `Tab`. */
  press(key: string): Promise<void>
  /** As a system that is set so. */
  scheme(scheme: 'light' | 'dark'): Promise<void>
  /** The whole page as a PNG. */
  screenshot(file: string): Promise<void>
  /** What the page asked for, in order. */
  readonly requested: readonly string[]
  close(): Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly request?: { readonly url: string } }
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

type Send = (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>

export async function startBrowser(): Promise<Browser> {
  const directory = mkdtempSync(join(tmpdir(), 'lb-browser-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  const child = spawn(
    chromium,
    [...flags, '--remote-debugging-port=0', `--user-data-dir=${directory}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const base = await waitFor('a browser', () => /ws:\/\/([^/]+)\//.exec(words)?.[1] ?? null)
  const target = await waitFor('a page', async () => {
    const targets: { type: string; webSocketDebuggerUrl: string }[] = JSON.parse(
      await (await fetch(`http://${base}/json`)).text(),
    )
    return targets.find(({ type }) => type === 'page') ?? null
  })
  const requested: string[] = []
  const { send, socket } = await connect(target.webSocketDebuggerUrl, requested)
  await send('Page.enable')
  await send('Network.enable')
  await send('Emulation.setDeviceMetricsOverride', {
    ...{ width: 1180, height: 900, deviceScaleFactor: 1, mobile: false },
  })
  return {
    ...toPage(send),
    requested,
    close: async () => {
      socket.close()
      child.kill('SIGKILL')
      await ended
      rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

function toPage(send: Send): Omit<Browser, 'requested' | 'close'> {
  return {
    open: async (url) => void (await send('Page.navigate', { url })),
    evaluate: async (expression) => {
      const parameters = { expression, returnByValue: true, awaitPromise: true }
      const { result } = await send('Runtime.evaluate', parameters)
      return (result as { value?: unknown }).value
    },
    press: async (key) => {
      const code = { Tab: 9, Enter: 13 }[key] ?? 0
      const parameters = { key, code: key, windowsVirtualKeyCode: code }
      for (const type of ['rawKeyDown', 'keyUp']) {
        await send('Input.dispatchKeyEvent', { type, ...parameters })
      }
    },
    scheme: async (value) => {
      const features = [{ name: 'prefers-color-scheme', value }]
      await send('Emulation.setEmulatedMedia', { features })
    },
    screenshot: async (file) => {
      const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: true })
      writeFileSync(file, Buffer.from(String(data), 'base64'))
    },
  }
}

async function connect(
  url: string,
  requested: string[],
): Promise<{ readonly send: Send; readonly socket: WebSocket }> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (message: Message) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.method === 'Network.requestWillBeSent') {
      requested.push(message.params?.request?.url ?? '')
    }
    waiting.get(message.id ?? 0)?.(message)
    waiting.delete(message.id ?? 0)
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  let last = 0
  const send: Send = async (method, params = {}) => {
    last += 1
    const id = last
    const { promise, resolve } = Promise.withResolvers<Message>()
    waiting.set(id, resolve)
    socket.send(JSON.stringify({ id, method, params }))
    const { result, error } = await promise
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result ?? {}
  }
  return { send, socket }
}
