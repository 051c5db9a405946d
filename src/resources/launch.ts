/** What an instance of `lb_availability_group` is, by the driver that makes it (R31). */

import { check, defaulted, optional, range, regex, required, size, t } from '../provider/index.ts'

const PORTS = { min: 1, max: 65_535 }

const environment = defaulted.map({
  of: t.string,
  description: 'Variables added to its environment.',
  default: new Map<string, string>(),
})

const memory = optional.int({
  description:
    'The most memory that it may have, in bytes; it is ended by the kernel when it wants more. ' +
    'For the driver `process` this needs an engine that runs as root.',
  check: [range({ min: 1024 * 1024, max: 2 ** 50 })],
})

const processLaunch = optional.object({
  description: 'For the driver `process`: a program, started without a shell.',
  attributes: {
    command: required.list({
      of: t.string,
      description:
        'The program, by absolute path or by its name in PATH, and its arguments. Its ' +
        'environment has ADDRESS (an address of its own to listen on), INSTANCE_ID, GROUP_ID, ' +
        'ZONE, RACK, and PORT when the group has one.',
      check: [size({ min: 1, max: 256 })],
    }),
    environment,
    working_directory: optional.string({
      description: 'Where it starts, an absolute path; null means the root directory.',
      check: [check('must be an absolute path', (path) => path.startsWith('/'))],
    }),
    user: optional.string({
      description:
        'Who it runs as. An engine that runs as root wants to be told; null means who it runs as.',
      check: [
        regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'must be the name of a user, or its number'),
      ],
    }),
    memory_bytes_max: memory,
  },
})

const containerLaunch = optional.object({
  description: 'For the driver `container`: a container of Docker or Podman on this machine.',
  attributes: {
    image: required.string({
      description: 'Its image; pulled when it is not there.',
      check: [regex(/^[A-Za-z0-9][\w./:@-]{0,511}$/, 'must be the name of an image')],
    }),
    command: defaulted.list({
      of: t.string,
      description: "What it runs; empty means the image's own.",
      default: [],
      check: [size({ max: 256 })],
    }),
    environment,
    port: optional.int({
      description: "Where the program listens inside; null means at the group's port.",
      check: [range(PORTS)],
    }),
    network: defaulted.string({
      description:
        "`bridge`: the group's port is published at the instance's own address. `host`: the " +
        'program listens there itself, as told by ADDRESS and PORT.',
      default: 'bridge',
      oneOf: ['bridge', 'host'],
    }),
    socket: optional.string({
      description:
        'The API of Docker or Podman. Default: `DOCKER_HOST` of the engine, ' +
        '`/var/run/docker.sock`, ' +
        '`/run/podman/podman.sock`, or that of the user.',
      check: [check('must be an absolute path', (path) => path.startsWith('/'))],
    }),
    memory_bytes_max: memory,
  },
})

const poolLaunch = optional.object({
  description:
    'For the driver `pool`: servers there are, of which the group takes as many as it needs.',
  attributes: {
    addresses: required.map({
      of: t.list(t.string),
      description:
        'Their addresses by zone; the first of a zone is in its rack 0, the next in rack 1, and ' +
        'so on around its racks. `max_size` cannot be more than there are.',
    }),
  },
})

const dnsLaunch = optional.object({
  description:
    'For the driver `dns`: the servers that a name has, as many as there are up to `max_size`. ' +
    'The last good answer counts while the name has none.',
  attributes: {
    name: required.string({ description: 'The name, with A or AAAA records.' }),
    port: optional.int({
      description: "Where its servers listen; null means at the group's port.",
      check: [range(PORTS)],
    }),
    name_servers: defaulted.list({
      of: t.string,
      description:
        'Whom to ask, such as `10.0.0.2` or `10.0.0.2:53`; empty: whom this machine asks.',
      default: [],
      check: [size({ max: 8 })],
    }),
  },
})

export const launchAttributes = {
  driver: required.string({
    description:
      'Who makes instances: `process` and `container` on this machine, `pool` of servers there ' +
      'are, `dns` of servers that a name has.',
    oneOf: ['process', 'container', 'pool', 'dns'],
  }),
  process: processLaunch,
  container: containerLaunch,
  pool: poolLaunch,
  dns: dnsLaunch,
}
