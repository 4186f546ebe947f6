// The reference page's pattern, anchored. The one in the published SDK models backtracks exponentially.
const arnPattern = /^arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:[\w+=/,.@:-]*$/

/**
 * The limits of StartEngagement, each once, under the name its reference page gives the member.
 * Lengths are counted in Unicode scalar values, as Smithy's `@length` does.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
export const limits = {
  ContactId: { minimum: 1, maximum: 2048, pattern: arnPattern },
  Content: { minimum: 1, maximum: 8192 },
  IdempotencyToken: { maximum: 2048, illegal: /[^\\/a-zA-Z0-9_+=-]/g },
  IncidentId: { maximum: 1024, illegal: /[^\\a-zA-Z0-9_@#%*+=:?./! -]/g },
  PublicContent: { minimum: 1, maximum: 8192 },
  PublicSubject: { minimum: 1, maximum: 2048 },
  // The pattern's \s is taken as the space alone: which other white space the service knows is not documented.
  Sender: { maximum: 255, illegal: /[^\\a-zA-Z0-9_@#%*+=:?./! -]/g },
  Subject: { minimum: 1, maximum: 2048 },
  EngagementArn: { minimum: 1, maximum: 2048, pattern: arnPattern },
  // Of StopEngagement: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StopEngagement.html
  Reason: { maximum: 255 }
} as const

/** The members of a StartEngagement request that carry text for people. */
export type TextMember = 'Subject' | 'Content' | 'PublicSubject' | 'PublicContent'
