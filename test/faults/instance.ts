/** An instance of an availability group: answers at its address with its own id. */

import { createServer } from 'node:http'

const { ADDRESS: host, PORT: port, INSTANCE_ID: id } = process.env

createServer((_, response) => response.end(`${id} ${process.pid}`)).listen({
  host,
  port: Number(port),
})
