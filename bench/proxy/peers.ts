/**
 * The proxies that the embedded data plane is compared with.
 *
 * Answers for: a good configuration of each for the same job, with one thread. Does not know: load.
 */

import { openSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROXY_CORE, cookieName, start } from './contestants.ts'
import type { ProxyJob, Running } from './contestants.ts'

/** What clients and servers may have open in any benchmark. */
const CONNECTIONS_MAX = 8000

/** HAProxy; the access log goes to a file, a line each. */
export async function startHaproxy(job: ProxyJob): Promise<Running> {
  const { directory, port, pemFile, protocol = 'http', isFull = false } = job
  const tls = pemFile === undefined ? '' : ` ssl crt ${pemFile} alpn http/1.1 ssl-min-ver TLSv1.2`
  const cookie = isFull ? `  cookie ${cookieName} insert indirect nocache` : ''
  const log = isFull ? '  log stdout format raw local0\n  option httplog' : ''
  const http = protocol === 'http' ? '  option forwardfor' : ''
  const servers = job.servers.map((server, index) => {
    const named = isFull ? ` cookie s${index}` : ''
    return `  server s${index} 127.0.0.1:${server} check inter 60s${named}`
  })
  const config = `
global
  nbthread 1
  maxconn ${CONNECTIONS_MAX}
defaults
  mode ${protocol}
  timeout client 60s
  timeout connect 5s
  timeout server 60s
${http}
frontend in
  bind 127.0.0.1:${port}${tls}
${log}
  default_backend out
backend out
  balance roundrobin
${protocol === 'http' ? '  http-reuse always' : ''}
${cookie}
${servers.join('\n')}
`
  const file = join(directory, `haproxy-${port}.cfg`)
  await writeFile(file, config)
  const output = openSync(join(directory, `haproxy-${port}.log`), 'w')
  return start({ command: ['haproxy', '-db', '-f', file], core: PROXY_CORE, port, output })
}

/** nginx, with connections to servers kept. */
export async function startNginx({ directory, port, servers }: ProxyJob): Promise<Running> {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${directory};`,
  )
  const config = `
daemon off;
master_process off;
pid ${directory}/nginx-${port}.pid;
error_log ${directory}/nginx.log crit;
events { worker_connections ${CONNECTIONS_MAX}; }
http {
  access_log off;
  keepalive_requests 100000000;
${paths.join('\n')}
  upstream out {
${servers.map((server) => `    server 127.0.0.1:${server};`).join('\n')}
    keepalive 256;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://out;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_max_temp_file_size 0;
    }
  }
}
`
  const file = join(directory, `nginx-${port}.conf`)
  await writeFile(file, config)
  const command = ['nginx', '-p', directory, '-c', file]
  return start({ command, core: PROXY_CORE, port })
}

/** Caddy; it has one thread because it may use one core. */
export async function startCaddy({ directory, port, servers }: ProxyJob): Promise<Running> {
  const config = `
{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  reverse_proxy ${servers.map((server) => `127.0.0.1:${server}`).join(' ')} {
    lb_policy round_robin
  }
}
`
  const file = join(directory, `Caddyfile-${port}`)
  await writeFile(file, config)
  const command = ['caddy', 'run', '--adapter', 'caddyfile', '--config', file]
  const environment = { XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory, HOME: directory }
  return start({ command, core: PROXY_CORE, port, environment, isQuiet: true })
}
