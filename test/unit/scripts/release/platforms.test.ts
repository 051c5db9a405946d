/** What a release says in several places is the same everywhere. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { toLicenses } from '../../../../scripts/release/licenses.ts'
import { platforms } from '../../../../scripts/release/platforms.ts'

const root = resolve(import.meta.dirname, '../../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('a release', () => {
  it('has a platform for every Node that the project depends on, of one version', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>
    }
    const packages = platforms.map(({ nodePackage }) => nodePackage)
    assert.deepEqual(packages.toSorted(), Object.keys(optionalDependencies).toSorted())
    assert.equal(new Set(Object.values(optionalDependencies)).size, 1)
  })

  it('is installed by npm on every platform with a launcher', () => {
    const installer = read('scripts/release/npm/install.mjs')
    for (const { name, nodePackage, nodePath, form } of platforms) {
      const row = `['${name}', '${nodePackage}/${nodePath}']`
      assert.equal(installer.includes(row), form === 'launcher', row)
    }
  })

  it('has the licences of what is bundled, and of Node, the same each time', async () => {
    const text = await toLicenses()
    for (const part of [/^@grpc\/grpc-js 1\./m, /^valibot 1\./m, /^Node\.js 26\./m, /Apache/]) {
      assert.match(text, part)
    }
    assert.doesNotMatch(text, /^mocha \d/m)
    assert.equal(await toLicenses(), text)
  })
})
