/**
 * From TypeScript to CommonJS bundles.
 *
 * Answers for: which bundles there are and how esbuild makes them. CommonJS, because Node starts it
 * faster and V8's code cache works for all of it. Does not know: what becomes of them.
 */

import { build as esbuild } from 'esbuild'
import type { Plugin } from 'esbuild'

/** Each bundle in `lib/` and its source. A worker thread's entry is one more line. */
const entryPoints = {
  main: 'src/main.ts',
  'dataplane-worker': 'src/engine/dataplane/embedded/worker.ts',
}

/** The dashboard, as browsers get it. */
const pageDirectory = 'src/engine/dashboard/page'
const pageParts = {
  dashboard: ['main.ts', 'page.html', 'page.css'],
  'dashboard-login': ['login.html'],
}

/** The oldest Node that may run a package whose pinned Node is gone; `starter.cjs` says so too. */
const TARGET = 'node22'

/**
 * Packages that are never reached: what asks for them gets nothing. `@grpc/proto-loader` serves
 * channelz and ORCA, which parse .proto text at run time; both are off here.
 */
const unreached: readonly string[] = ['@grpc/proto-loader']

/** Makes the bundles in `outdir`; the paths of all that went into them, from `root`. */
export async function bundle(options: {
  readonly root: string
  readonly outdir: string
}): Promise<readonly string[]> {
  const { metafile } = await esbuild({
    absWorkingDir: options.root,
    entryPoints,
    outdir: options.outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: TARGET,
    // Names stay, so that the stack trace of a crash tells something without a source map.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 200,
    // The module loader of `import()` takes milliseconds to start and does not know vm scripts.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    banner: {
      js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
    },
    define: {
      'import.meta.url': 'importMetaUrl',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
    plugins: [nothingFor(unreached)],
    metafile: true,
    logLevel: 'error',
  })
  const page = await bundlePage(options)
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith(`${NAMESPACE}:`))
  return [...inputs, ...page]
}

/** Makes the files of the dashboard in `outdir`; the paths of all that went in, from `root`. */
export async function bundlePage(options: {
  readonly root: string
  readonly outdir: string
}): Promise<readonly string[]> {
  const { metafile } = await esbuild({
    absWorkingDir: options.root,
    entryPoints: Object.entries(pageParts).flatMap(([out, names]) =>
      names.map((name) => ({ in: `${pageDirectory}/${name}`, out })),
    ),
    outdir: options.outdir,
    loader: { '.html': 'copy' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  })
  return Object.keys(metafile.inputs)
}

const NAMESPACE = 'unreached'

function nothingFor(packages: readonly string[]): Plugin {
  const filter = new RegExp(`^(${packages.join('|')})$`)
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter }, ({ path }) => ({ path, namespace: NAMESPACE }))
      build.onLoad({ filter, namespace: NAMESPACE }, () => ({ contents: '' }))
    },
  }
}
