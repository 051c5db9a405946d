// A server as an availability group starts it: answers with its instance id, at ADDRESS. With SICK
// in its environment, or once asked for /sick, it answers 503 to everything.
import { createServer } from 'node:http'

const { ADDRESS, INSTANCE_ID, LISTEN_PORT, PORT, SICK } = process.env
let isSick = SICK !== undefined
if (isSick) console.log(SICK)

const server = createServer((request, response) => {
  isSick ||= request.url === '/sick'
  response.writeHead(isSick ? 503 : 200, { 'x-instance-pid': String(process.pid) })
  response.end(INSTANCE_ID)
})
server.listen({ host: ADDRESS, port: Number(LISTEN_PORT ?? PORT) })
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
