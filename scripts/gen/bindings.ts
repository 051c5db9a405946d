/**
 * From the provider's declarations to typed bindings for CDK stacks in TypeScript.
 *
 * Answers for: two sets from one schema, because the two libraries cannot be mixed: `cdktf`, whose
 * upstream has ended, and `cdktn`, its living fork. Code that is written by hand is written for
 * `cdktf`; the other gets a copy. Does not know: how the bindings are compiled and packed.
 */

import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CodeMaker } from 'codemaker'
import { toSchemaJson } from '../../src/provider/docs/index.ts'
import { lb } from '../../src/resources/provider.ts'
import type { Generator } from './contract.ts'

const root = dirname(dirname(import.meta.dirname))
const SOURCE = 'registry.terraform.io/lb-engine/lb'
const CONSTRAINT = { name: 'lb', source: 'lb-engine/lb', version: '~> 0.1' }

/** Where each library's generator keeps its classes; its front door asks for a JSII compiler. */
const insides = { cdktf: 'lib', cdktn: 'build' } as const

type Library = keyof typeof insides

/** What the two generators have in common; the packages type it in files that do not compile. */
interface Inside {
  readonly TerraformProviderGenerator: new (
    code: CodeMaker,
    schema: object,
  ) => { generate(target: object): void }
}

interface Commons {
  readonly ConstructsMakerProviderTarget: new (constraint: object, language: unknown) => object
  readonly TerraformProviderConstraint: new (constraint: typeof CONSTRAINT) => object
  readonly Language: { readonly TYPESCRIPT: unknown }
}

export const bindings: Generator = {
  name: 'CDK bindings',
  outputs: async () =>
    new Map([...(await generate('cdktf')), ...(await generate('cdktn')), ...(await toCopies())]),
}

async function generate(library: Library): Promise<ReadonlyMap<string, string>> {
  // Without it the generators ask a server on the net for the newest version of themselves.
  process.env['CHECKPOINT_DISABLE'] = '1'
  const require = createRequire(import.meta.url)
  const inside = `@${library}/provider-generator/${insides[library]}/get/generator`
  const { TerraformProviderGenerator } = require(`${inside}/provider-generator`) as Inside
  const commons = require(`@${library}/commons`) as Commons
  const constraint = new commons.TerraformProviderConstraint(CONSTRAINT)
  const target = new commons.ConstructsMakerProviderTarget(constraint, commons.Language.TYPESCRIPT)
  const code = new CodeMaker()
  new TerraformProviderGenerator(code, toSchemaJson(lb, SOURCE)).generate(target)
  return read(code, library)
}

async function read(code: CodeMaker, library: Library): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'lb-bindings-'))
  try {
    await code.save(folder)
    const from = join(folder, 'providers/lb')
    const paths = globSync('**/index.ts', { cwd: from }).toSorted()
    const texts = await Promise.all(paths.map((path) => readFile(join(from, path), 'utf8')))
    return new Map(
      paths.map((path, index) => [`src/cdk/${library}/gen/${path}`, texts[index] ?? '']),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is written by hand for `cdktf`, for `cdktn`. */
async function toCopies(): Promise<ReadonlyMap<string, string>> {
  const from = join(root, 'src/cdk/cdktf')
  const names = globSync('*.ts', { cwd: from }).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(from, name), 'utf8')))
  return new Map(
    names.map((name, index) => [
      `src/cdk/cdktn/${name}`,
      (texts[index] ?? '').replaceAll('cdktf', 'cdktn'),
    ]),
  )
}
