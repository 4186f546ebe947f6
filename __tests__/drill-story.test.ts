import { expect, test } from '@jest/globals'
import { drill } from '../src/stories/drill.ts'
import type { World } from '../src/stories/world.ts'
import { arnOf, askedOf, goodWorld, stillClock } from './shared/drill-world.ts'
import { fakeCore } from './shared/fake-core.ts'
import { emptyEnvironment } from './shared/samples.ts'
import { unaskedIncidentManager } from './shared/unasked.ts'

/** A drill of these contacts, what it left behind, and the regions that it connected to. */
async function play(contactIds: string, given: Partial<World> = {}) {
  const { core, told } = fakeCore({ 'contact-id': contactIds, 'timeout-seconds': '60' })
  const regions: string[] = []
  const world = {
    core,
    environment: { ...emptyEnvironment, secrets: ['canary-secret'] },
    connect: async ({ region }: { readonly region: string }) => {
      regions.push(region)
      // What may be asked of anything but reading throws.
      const incidentManager = { ...unaskedIncidentManager, ...askedOf(goodWorld).asked }
      return {
        ...incidentManager,
        inRegion(other: string) {
          if (other !== region) regions.push(other)
          return incidentManager
        }
      }
    },
    clock: stillClock,
    signal: new AbortController().signal,
    uncaught: new Promise<never>(() => {}),
    ...given
  }
  await drill(world as unknown as World)
  return { ...told, regions }
}

test('each region is connected to once, and has its own line about the account', async () => {
  const elsewhere = arnOf('jorges').replace('us-east-1', 'eu-west-1')
  const { regions, outputs } = await play(`${arnOf('rota')}\n${elsewhere}\n${arnOf('akuam')}`)
  expect(regions).toEqual(['us-east-1', 'eu-west-1'])
  const places = JSON.parse(outputs.checks ?? '').filter(({ what }: { what: string }) => what.startsWith('Incident'))
  expect(places).toHaveLength(2)
})

test.each<[string, () => Partial<World>]>([
  [
    'a fault of its own',
    () => ({
      connect: async () => {
        throw new Error('Cannot find module, canary-secret')
      }
    })
  ],
  ['an uncaught error', () => ({ uncaught: Promise.reject(new Error('Cannot find module, canary-secret')) })]
])('%s proves nothing, is red, and tells no secret', async (_, given) => {
  const { outputs, failures, lines, summary } = await play(arnOf('rota'), given())
  expect(outputs).toMatchObject({ outcome: 'unknown', 'on-call': '[]' })
  expect(failures).toEqual([
    'Not known: 1 of 1 checks could not be made.\n- Not known: The drill itself. It failed: Cannot find module, ***\n' +
      '  Next: run the drill again. If it fails again, open an issue with this log.\nNobody was paged.'
  ])
  expect([...lines, summary, ...Object.values(outputs)].join('\n')).not.toContain('canary-secret')
})
