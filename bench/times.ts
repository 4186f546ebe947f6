import { findAwsCli } from './aws-cli.ts'
import { runFloor, runPage } from './paging.ts'
import { milliseconds, printHeading, printRatio, printValue } from './printing.ts'
import type { Release } from './release.ts'
import { runRoleStep } from './role-step.ts'
import { measureByTurns, median } from './samples.ts'
import { type Service, startService } from './service.ts'

/**
 * Prints what a page takes, with its look-up and without, beside the reference build, the least that is possible, and the AWS
 * CLI.
 *
 * @param reference undefined leaves its lines out
 */
export async function compareTimes(
  service: Service,
  release: Release,
  reference: Release | undefined,
  rounds: number
): Promise<void> {
  const cli = findAwsCli()
  const serverMs: { page: number[]; lookUp: number[] } = { page: [], lookUp: [] }
  let { served } = await runPage(service, release, { lookUp: true })
  const medians = await measureByTurns(
    {
      async page() {
        const run = await runPage(service, release)
        serverMs.page.push(run.served.serverMs)
        return run.ms
      },
      async pageWithLookUp() {
        const run = await runPage(service, release, { lookUp: true })
        // The floor's next requests: a signature is good for five minutes.
        served = run.served
        serverMs.lookUp.push(served.serverMs)
        return run.ms
      },
      async reference() {
        return reference ? (await runPage(service, reference, { lookUp: true })).ms : Number.NaN
      },
      floor: async () => (await runFloor(service, [served.page])).ms,
      floorOfTwo: async () => (await runFloor(service, served.lookUp ? [served.lookUp, served.page] : [])).ms,
      async cli() {
        if (!cli) return Number.NaN
        const ms = await cli.startEngagement(service.urls.incidentManager, JSON.parse(served.page.body))
        return ms - (await service.collect(1)).serverMs
      }
    },
    rounds
  )

  printHeading('Time of one page')
  printValue('the floor: one POST, Node alone', medians.floor, milliseconds)
  printValue('the floor of two requests: one GET, one POST', medians.floorOfTwo, milliseconds)
  printValue('the page without its look-up', medians.page, milliseconds)
  printValue('the page with its look-up', medians.pageWithLookUp, milliseconds)
  if (reference) printValue('the page with its look-up, reference build', medians.reference, milliseconds)
  if (cli) printValue(`the AWS CLI (${cli.version})`, medians.cli, milliseconds)
  printValue("the server's own time without look-up, left out", median(serverMs.page), milliseconds)
  printValue("the server's own time with look-up, left out", median(serverMs.lookUp), milliseconds)
  printRatio('with look-up / without', medians.pageWithLookUp, medians.page, { relation: '<=', value: 1.12 })
  if (reference)
    printRatio('with look-up / reference build', medians.pageWithLookUp, medians.reference, {
      relation: '<=',
      value: 0.72
    })
  printRatio('without look-up / the floor', medians.page, medians.floor, { relation: '<=', value: 1.4 })
  printRatio('with look-up / the floor of two requests', medians.pageWithLookUp, medians.floorOfTwo)
  if (cli) printRatio('the AWS CLI / without look-up', medians.cli, medians.page, { relation: '>=', value: 4.3 })
  else console.log('  the AWS CLI: left out, as there is no working "aws" on the PATH')
}

const latencyMs = 100

/**
 * Prints how long it takes from the start of the process until StartEngagement arrives, where GitHub, STS and Incident Manager
 * take 100 ms each to answer.
 *
 * @param identityTokenFile a file with the token of a web identity
 */
export async function compareArrivals(
  release: Release,
  reference: Release | undefined,
  identityTokenFile: string,
  rounds: number
): Promise<void> {
  const service = await startService({ latencyMs })
  const arrival = async (of: Release) => (await runPage(service, of, { lookUp: true, identityTokenFile })).arrivalMs
  try {
    const medians = await measureByTurns(
      {
        build: () => arrival(release),
        reference: async () => (reference ? arrival(reference) : Number.NaN)
      },
      rounds
    )
    printHeading(`Time until the page arrives, ${latencyMs} ms at each of GitHub, STS and Incident Manager`)
    printValue('this build', medians.build, milliseconds)
    if (!reference) return
    printValue('the reference build', medians.reference, milliseconds)
    printRatio('this build / the reference build', medians.build, medians.reference, { relation: '<=', value: 0.78 })
  } finally {
    service.stop()
  }
}

/**
 * Prints how long it takes until StartEngagement arrives if the action takes its role itself, beside two steps of which the first
 * gets the keys: from the start of the first process, without what a runner does between two steps.
 *
 * @param envFile where the first of two steps leaves the keys
 */
export async function compareSteps(release: Release, envFile: string, rounds: number): Promise<void> {
  const service = await startService({ latencyMs })
  const twoSteps = async (asksWhoItIs: boolean) => {
    const { ms, env } = await runRoleStep(service.urls, envFile, asksWhoItIs)
    await service.collect(asksWhoItIs ? 3 : 2)
    return ms + (await runPage(service, release, { lookUp: true, keys: env })).arrivalMs
  }
  try {
    const medians = await measureByTurns(
      {
        oneStep: async () => (await runPage(service, release, { lookUp: true, role: true })).arrivalMs,
        twoSteps: () => twoSteps(false),
        twoStepsWithIdentity: () => twoSteps(true)
      },
      rounds
    )
    printHeading(
      `Time until the page arrives with a role, ${latencyMs} ms at each of GitHub, ID token, STS, Incident Manager`
    )
    printValue('one step with role-to-assume', medians.oneStep, milliseconds)
    printValue('two steps, the first the least that gets the keys', medians.twoSteps, milliseconds)
    printValue('two steps, the first also asks for its identity', medians.twoStepsWithIdentity, milliseconds)
    printRatio('one step / two steps', medians.oneStep, medians.twoSteps, { relation: '<=', value: 0.62 })
    printRatio('one step / two steps with its identity', medians.oneStep, medians.twoStepsWithIdentity)
  } finally {
    service.stop()
  }
}
