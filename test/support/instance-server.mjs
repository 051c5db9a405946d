// A server as an availability group starts it: answers with its instance id, at ADDRESS.
import { createServer } from 'node:http'

const { ADDRESS, INSTANCE_ID, LISTEN_PORT, PORT } = process.env

const server = createServer((request, response) => {
  response.writeHead(200, { 'x-instance-pid': String(process.pid) })
  response.end(INSTANCE_ID)
})
server.listen({ host: ADDRESS, port: Number(LISTEN_PORT ?? PORT) })
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
