/** The contexts that an input's default in action.yml may read. */
export interface DefaultContexts {
  github: Record<string, unknown>
  job: Record<string, unknown>
  matrix: Record<string, unknown> | null
  strategy: Record<string, unknown>
  runner: Record<string, unknown>
}

/** The contexts that the expressions of a workflow file may read. */
export interface Contexts extends DefaultContexts {
  needs: Record<string, unknown>
  inputs: Record<string, unknown>
  steps: Record<string, unknown>
}

/** The contexts of a step, those that are given over those of a job without a matrix on a runner of GitHub's. */
export function composeContexts({ github, job, matrix, strategy, runner, ...others }: Partial<Contexts>): Contexts {
  return {
    github: { token: '', ...github },
    job: { status: 'success', ...job },
    // A job without a matrix has null here, and the strategy of a single leg.
    matrix: matrix ?? null,
    strategy: strategy ?? { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
    runner: { os: 'Linux', arch: 'X64', name: 'GitHub Actions 1', environment: 'github-hosted', ...runner },
    needs: others.needs ?? {},
    inputs: others.inputs ?? {},
    steps: others.steps ?? {}
  }
}
