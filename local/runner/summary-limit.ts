/** The size above which GitHub drops a step's summary, in bytes. */
export const maxSummaryBytes = 1024 * 1024

/** A step's summary as GitHub keeps it. */
export interface StepSummary {
  /** Markdown; empty if it was dropped. */
  text: string
  /** Why it was dropped, which becomes an error annotation; the step stays as it is. */
  fault: string | undefined
}

/**
 * Takes over what a step has written to GITHUB_STEP_SUMMARY: whole or not at all.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export function takeSummary(bytes: Buffer): StepSummary {
  if (bytes.length <= maxSummaryBytes) return { text: bytes.toString(), fault: undefined }
  return { text: '', fault: `The job summary has ${bytes.length} bytes, above ${maxSummaryBytes}. It is dropped.` }
}
