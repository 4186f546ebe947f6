// Row S5 within one process: long runs of what careless expressions stumble over, in every field of a request. The processes
// of faults/page.test.ts have a sample of them.
import { expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import { composeIdentity } from '../local/runner/variables.ts'
import { composeFailures } from '../src/github/failures.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import { composePage } from '../src/page/page.ts'
import { composeRequest } from '../src/page/request.ts'
import { createRenderer } from '../src/page/template.ts'
import { hostileTemplates, hostileUnits, long } from './shared/hostile-texts.ts'
import { emptyWorkflow, inputs } from './shared/samples.ts'

const { 'public-content': publicContent, 'idempotency-token': idempotencyToken, ...others } = hostileTemplates
const fields = { ...others, publicContent, idempotencyToken }
const pushOf = (text: string) => ({
  ref: 'refs/heads/main',
  head_commit: { id: 'a'.repeat(40), message: text, author: { name: text } },
  pusher: { name: text },
  sender: { login: text }
})

test.each(hostileUnits.map(unit => [JSON.stringify(unit), unit]))(
  'S5 100 KB of %s in every field: a request',
  (_, unit) => {
    const github = { ...composeIdentity({ event_name: 'push' }), event: pushOf(long(unit)) }
    const workflow = { ...emptyWorkflow, github, job: { status: 'failure' } }
    const composed = composePage(workflow, composeFailures(workflow))
    const { request } = composeRequest(
      { ...inputs, templates: { ...inputs.templates, ...fields } },
      composed,
      composeDefaultTexts(composed, workflow),
      createRenderer({ ...workflow, page: composed })
    )
    expect(validateRequest(request)).toMatchObject({ kind: 'valid' })
  }
)
