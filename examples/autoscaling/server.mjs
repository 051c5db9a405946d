// One instance: answers at its own ADDRESS and PORT, and says who and where it is.
import { createServer } from 'node:http'

const { ADDRESS, GREETING, INSTANCE_ID, PORT, RACK, ZONE } = process.env

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain')
  response.end(`${GREETING} from ${INSTANCE_ID} in zone ${ZONE}, rack ${RACK}\n`)
})

server.listen({ host: ADDRESS, port: Number(PORT) })

// Asked to go: finish what is under way, then leave.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
