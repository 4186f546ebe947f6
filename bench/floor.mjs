// The floor: the least a Node script can do to send a page. It sends the bytes that the action sent, ready signed.
import { request } from 'node:http'

const { url, headers, body } = JSON.parse(process.env.FLOOR_REQUEST)
request(url, { method: 'POST', headers }, response => {
  response.setEncoding('utf8').on('data', chunk => process.stdout.write(chunk))
  if (response.statusCode !== 200) process.exitCode = 1
}).end(body)
