// The floor: the least a Node script can do to send a page. It sends the bytes that the action sent, ready signed, one request
// after the other.
import { request } from 'node:http'

function send({ url, method, headers, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, response => {
      response.setEncoding('utf8').on('data', chunk => process.stdout.write(chunk))
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))))
    })
    outgoing.on('error', reject).end(body)
  })
}

for (const one of JSON.parse(process.env.FLOOR_REQUESTS)) await send(one)
