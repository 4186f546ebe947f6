import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { JsonObject } from '../../src/text/json.ts'

/** An event, and payloads of it. */
export interface WebhookExamples {
  readonly name: string
  readonly examples: readonly JsonObject[]
}

/** GitHub's own examples of payloads: of github.com, or of another server that `@octokit/webhooks-examples` has. */
export function readWebhookExamples(server = 'api.github.com'): WebhookExamples[] {
  const path = createRequire(import.meta.url).resolve(`@octokit/webhooks-examples/${server}/index.json`)
  return JSON.parse(readFileSync(path, 'utf8')) as WebhookExamples[]
}
