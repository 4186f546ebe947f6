// The first step of two: the least a Node script can do to get the role's keys. It asks for the ID token, exchanges it at STS,
// and hands the keys on to the next step in the file GITHUB_ENV. With ROLE_STEP_IDENTITY it then asks STS who it is.
import { appendFileSync } from 'node:fs'
import { request } from 'node:http'

const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN, AWS_ENDPOINT_URL_STS } = process.env

function ask(url, options, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))))
    })
    outgoing.on('error', reject).end(body)
  })
}

function askSts(parameters) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString()
  return ask(AWS_ENDPOINT_URL_STS, { method: 'POST', headers }, body)
}

const answer = await ask(`${ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`, {
  headers: { authorization: `Bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` }
})
const xml = await askSts({
  Action: 'AssumeRoleWithWebIdentity',
  RoleArn: process.env.ROLE_ARN,
  RoleSessionName: 'bench',
  WebIdentityToken: JSON.parse(answer).value
})
const member = name => new RegExp(`<${name}>(.*)</${name}>`).exec(xml)[1]
appendFileSync(
  process.env.GITHUB_ENV,
  `AWS_ACCESS_KEY_ID=${member('AccessKeyId')}
AWS_SECRET_ACCESS_KEY=${member('SecretAccessKey')}
AWS_SESSION_TOKEN=${member('SessionToken')}
`
)
if (process.env.ROLE_STEP_IDENTITY) await askSts({ Action: 'GetCallerIdentity' })
