/**
 * The rooms of `src/` and what each may import: the table that ARCHITECTURE.md speaks of.
 *
 * Answers for: every file's room and every allowed edge between rooms. A room stands after all the
 * rooms that it may import, so the table itself shows that there is no cycle. A change here is a
 * change of the architecture: say why in the commit.
 */

export interface Room {
  /** A folder or one file, from `src/`. A file belongs to the longest name that fits its path. */
  readonly name: string
  /** Other rooms that it may import, through their faces. */
  readonly rooms?: readonly string[]
  /** More files that other rooms may import, from the room. */
  readonly faces?: readonly string[]
  /** Packages that it may import. */
  readonly packages?: readonly string[]
  /** Files outside `src/` that it may import, from the project's root. */
  readonly files?: readonly string[]
  /**
   * Paths within the room, from the room, that are synchronous functions of their arguments: no
   * clock, file, socket, process or randomness. `.` is the whole room.
   */
  readonly pure?: readonly string[]
  /** Its folders know nothing of one another: what two need stands beside them. */
  readonly areFoldersApart?: boolean
}

/** What stands between every room and the others. */
export const faces: readonly string[] = ['index.ts', 'contract.ts']

/** The modules of Node that pure code may import. */
export const pureModules: readonly string[] = ['node:assert', 'node:assert/strict', 'node:util']

export const rooms: readonly Room[] = [
  { name: 'version.ts', files: ['package.json'] },
  { name: 'x509' },
  { name: 'rpc', packages: ['@grpc/grpc-js', 'protobufjs'] },

  { name: 'provider/values', pure: ['.'] },
  { name: 'provider/schema', rooms: ['provider/values'], pure: ['.'] },
  { name: 'provider/server', rooms: ['provider/values', 'provider/schema'] },
  { name: 'provider', rooms: ['provider/values', 'provider/schema', 'provider/server'] },
  {
    name: 'provider/docs',
    rooms: ['provider/values', 'provider/schema', 'provider/server'],
    pure: ['.'],
  },
  {
    name: 'provider/wire',
    rooms: ['rpc', 'provider/values', 'provider/schema', 'provider/server'],
  },
  { name: 'provider/plugin', rooms: ['x509', 'rpc', 'provider/server', 'provider/wire'] },

  { name: 'engine/ir', pure: ['.'] },
  { name: 'engine/errors.ts', rooms: ['engine/ir'] },
  { name: 'engine/x509' },
  { name: 'engine/runtime', rooms: ['engine/errors.ts'] },
  {
    name: 'engine/kinds',
    rooms: ['engine/ir', 'engine/errors.ts', 'engine/x509'],
    packages: ['valibot'],
    pure: ['.'],
  },
  { name: 'engine/graph', rooms: ['engine/ir', 'engine/kinds'], pure: ['.'] },
  { name: 'engine/compile', rooms: ['engine/ir', 'engine/kinds', 'engine/graph'], pure: ['.'] },
  { name: 'engine/store', rooms: ['engine/errors.ts', 'engine/runtime', 'engine/kinds'] },
  { name: 'engine/health', rooms: ['engine/ir', 'engine/runtime'], pure: ['state.ts'] },
  { name: 'engine/dataplane/selection', rooms: ['engine/ir'], pure: ['.'] },
  {
    name: 'engine/dataplane',
    faces: ['registry.ts', 'choice.ts'],
    rooms: ['engine/ir', 'engine/errors.ts', 'engine/runtime', 'engine/dataplane/selection'],
    pure: [
      ...['binds.ts', 'difference.ts', 'parts.ts', 'embedded/http', 'embedded/change.ts'],
      ...['check', 'commands', 'differences', 'faults', 'known', 'place', 'plan', 'render'].map(
        (name) => `haproxy/${name}.ts`,
      ),
      ...['haproxy/render-front.ts', 'haproxy/roster.ts', 'haproxy/statistics.ts'],
    ],
    areFoldersApart: true,
  },
  {
    name: 'engine/agent',
    rooms: [
      'rpc',
      'engine/ir',
      'engine/errors.ts',
      'engine/runtime',
      'engine/health',
      'engine/dataplane',
    ],
  },
  {
    name: 'engine/client',
    rooms: [
      'rpc',
      'engine/ir',
      'engine/errors.ts',
      'engine/runtime',
      'engine/kinds',
      'engine/store',
      'engine/agent',
    ],
  },
  {
    name: 'engine/access',
    rooms: ['rpc', 'engine/errors.ts', 'engine/runtime', 'engine/client'],
    pure: ['permissions.ts'],
  },
  {
    name: 'engine/dashboard',
    rooms: [
      ...['engine/errors.ts', 'engine/runtime', 'engine/agent'],
      ...['engine/client', 'engine/access'],
    ],
  },
  {
    name: 'engine/groups',
    rooms: [
      'engine/ir',
      'engine/errors.ts',
      'engine/runtime',
      'engine/kinds',
      'engine/store',
      'engine/client',
    ],
    pure: [
      ...['decide.ts', 'placement.ts', 'words.ts'],
      ...['scaling/decide.ts', 'scaling/measure.ts', 'drivers/container_form.ts'],
    ],
  },
  {
    name: 'engine/control',
    rooms: [
      'rpc',
      'engine/ir',
      'engine/errors.ts',
      'engine/runtime',
      'engine/kinds',
      'engine/graph',
      'engine/compile',
      'engine/store',
      'engine/agent',
      'engine/client',
      'engine/access',
      'engine/groups',
    ],
  },
  {
    name: 'engine/daemon',
    rooms: [
      'version.ts',
      'rpc',
      'engine/errors.ts',
      'engine/runtime',
      'engine/kinds',
      'engine/store',
      'engine/health',
      'engine/dataplane',
      'engine/agent',
      'engine/client',
      'engine/access',
      'engine/dashboard',
      'engine/groups',
      'engine/control',
    ],
  },

  {
    name: 'resources',
    faces: ['provider.ts'],
    rooms: [
      'version.ts',
      'provider',
      'engine/ir',
      'engine/errors.ts',
      'engine/x509',
      'engine/client',
    ],
  },
  {
    name: 'cli',
    rooms: [
      'x509',
      'version.ts',
      'engine/errors.ts',
      'engine/runtime',
      'engine/kinds',
      'engine/graph',
      'engine/client',
      'engine/daemon',
    ],
    pure: ['render'],
  },
  {
    name: 'main.ts',
    rooms: ['version.ts', 'provider/wire', 'provider/plugin', 'resources', 'engine/daemon', 'cli'],
  },
]
