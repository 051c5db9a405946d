/**
 * The lock file serves every platform. npm leaves out what it could not fetch when the lock was
 * made, and says so only on the machine that then misses it.
 */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assertNone } from './assert-none.ts'
import { root } from './files.ts'

interface Package {
  readonly version?: string
  readonly integrity?: string
  /** Shipped inside another package, whose checksum covers it. */
  readonly inBundle?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** By where it is installed; the project itself is at ''. */
type Packages = Readonly<Record<string, Package>>

/** Dependencies that the lock does not have, as `who needs what`. */
function checkLock(packages: Packages): readonly string[] {
  return Object.entries(packages).flatMap(([path, each]) => {
    const needed = { ...each.dependencies, ...each.devDependencies, ...each.optionalDependencies }
    return Object.keys(needed)
      .filter((name) => !isLocked({ packages, path, name }))
      .map((name) => `${path === '' ? 'package.json' : path} needs ${name}, which is not locked.`)
  })
}

/** As Node resolves: beside the one that needs it, else further up. */
function isLocked(need: { packages: Packages; path: string; name: string }): boolean {
  const { packages, path, name } = need
  if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`] !== undefined) return true
  if (path === '') return false
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))
  return isLocked({ packages, path: parent, name })
}

async function readPackage(name: string): Promise<Package & { readonly packages?: Packages }> {
  return JSON.parse(await readFile(join(root, name), 'utf8'))
}

describe('The lock file', () => {
  let packages: Packages

  before(async () => {
    packages = (await readPackage('package-lock.json')).packages ?? {}
  })

  it('has every dependency, those for other platforms too', () => {
    assert.ok(Object.keys(packages).length > 0)
    assertNone(checkLock(packages))
  })

  it('has a checksum of every package', () => {
    const unchecked = Object.entries(packages).filter(
      ([path, { integrity, inBundle }]) =>
        path !== '' && integrity === undefined && inBundle !== true,
    )
    assertNone(unchecked.map(([path]) => path))
  })

  it('is of package.json as it is, where every version is exact', async () => {
    const { dependencies, devDependencies, optionalDependencies } =
      await readPackage('package.json')
    assert.deepEqual(packages['']?.dependencies, dependencies)
    assert.deepEqual(packages['']?.devDependencies, devDependencies)
    assert.deepEqual(packages['']?.optionalDependencies, optionalDependencies)
    const versions = Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    })
    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    assertNone(loose.map(([name, version]) => `${name} ${version} is not exact.`))
  })

  it('is found out when it lacks a platform', () => {
    const lock: Packages = {
      '': { dependencies: { a: '1' }, optionalDependencies: { b: '1' } },
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
      'node_modules/a/node_modules/a-linux': { dependencies: { c: '1' } },
      'node_modules/c': {},
    }
    assert.deepEqual(checkLock(lock), [
      'package.json needs b, which is not locked.',
      'node_modules/a needs a-darwin, which is not locked.',
    ])
  })
})
