/**
 * `npm run build:cdk`: the packages of typed bindings, ready to publish, in `release/`.
 *
 * Answers for: what is in them: CommonJS with types, and an `exports` map that serves `require`,
 * `import` and `node stack.ts` alike, laid out as prebuilt providers are. Does not know: how the
 * bindings are made, which is `scripts/gen/bindings.ts`'.
 */

import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { collect, root } from './process.ts'

/** Each library, its package's name, and the versions of it that stacks may bring. */
export const cdkPackages = {
  cdktf: { name: '@lb-engine/cdktf-provider-lb', library: '^0.21.0', constructs: '^10.4.2' },
  cdktn: { name: '@lb-engine/cdktn-provider-lb', library: '^0.24.0', constructs: '^10.6.0' },
} as const

export type CdkLibrary = keyof typeof cdkPackages

/** Where the package for `library` is made. */
export function cdkFolder(library: CdkLibrary): string {
  return join(root, 'release', `${library}-provider-lb`)
}

/** Compiles the bindings and makes both packages anew. Throws with the compiler's words. */
export async function buildCdk(): Promise<void> {
  const workshop = join(root, '.build')
  await mkdir(workshop, { recursive: true })
  const folder = await mkdtemp(join(workshop, 'cdk-'))
  try {
    const { exitCode, output } = await collect('tsc', ['-p', 'src/cdk', '--outDir', folder])
    if (exitCode !== 0) throw new Error(`The bindings do not compile:\n${output}`)
    await assemble('cdktf', folder)
    await assemble('cdktn', folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function assemble(library: CdkLibrary, compiled: string): Promise<void> {
  const folder = join(compiled, `package-${library}`)
  await mkdir(folder)
  await rename(join(compiled, library), join(folder, 'lib'))
  await writeFile(join(folder, 'package.json'), await toManifest(library))
  await writeFile(join(folder, 'README.md'), toReadme(library))
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const target = cdkFolder(library)
  await rm(target, { recursive: true, force: true })
  await mkdir(join(root, 'release'), { recursive: true })
  await rename(folder, target)
}

async function toManifest(library: CdkLibrary): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8')
  const { version, license } = JSON.parse(text) as { version: string; license: string }
  const { name, library: range, constructs } = cdkPackages[library]
  const manifest = {
    name,
    version,
    description: `Typed bindings of the Terraform provider lb-engine/lb for ${library}`,
    license,
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    exports: {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './lib/*': { types: './lib/gen/*/index.d.ts', default: './lib/gen/*/index.js' },
      './package.json': './package.json',
    },
    files: ['lib'],
    peerDependencies: { [library]: range, constructs },
    keywords: [library, 'cdk', 'terraform', 'load-balancer'],
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function toReadme(library: CdkLibrary): string {
  const { name } = cdkPackages[library]
  return `# ${name}

Load balancers on your own machines, from a ${library} stack in TypeScript.

\`\`\`ts
import { LoadBalancer, provider } from '${name}'

new provider.LbProvider(this, 'lb')
const web = new LoadBalancer(this, 'web')
web.addHttp(80).toServers(['10.0.0.11:8080', { address: '10.0.0.12', port: 8080, weight: 20 }])
\`\`\`

Every resource and data source is there too: \`import { Listener } from '${name}/lib/listener'\`.
See [the guide](https://github.com/lb-engine/terraform-provider-lb/blob/main/docs/guides/cdk.md).
`
}

if (import.meta.main) {
  await buildCdk()
  console.log('built release/cdktf-provider-lb and release/cdktn-provider-lb')
}
