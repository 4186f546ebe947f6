import { type Result, refuseUnknown } from './engagements.ts'

/** Who can be paged, and how: what GetContact and the lists beside it tell. ARNs are written out. */
export interface Directory {
  readonly contacts: readonly DirectoryContact[]
  readonly channels: readonly DirectoryChannel[]
  readonly rotations: readonly DirectoryRotation[]
}

/** A person, an escalation plan or an on-call schedule. */
export interface DirectoryContact {
  readonly arn: string
  readonly displayName?: string
  readonly type: 'PERSONAL' | 'ESCALATION' | 'ONCALL_SCHEDULE'
  readonly stages?: readonly DirectoryStage[]
  /** ARNs of the rotations of a schedule. */
  readonly rotations?: readonly string[]
}

/** A stage of a plan: channels for a person, members for an escalation plan. */
export interface DirectoryStage {
  readonly minutes: number
  readonly channels?: readonly string[]
  readonly members?: readonly { readonly arn: string; readonly isEssential: boolean }[]
}

/** A channel of a person. */
export interface DirectoryChannel {
  readonly arn: string
  readonly contactArn: string
  readonly name: string
  readonly type: 'SMS' | 'VOICE' | 'EMAIL'
  readonly address: string
  readonly isActivated: boolean
}

/** A rotation of a schedule. */
export interface DirectoryRotation {
  readonly arn: string
  readonly name: string
  readonly contacts: readonly string[]
  readonly timeZone: string
  /** Its shifts, in hours from the server's time. */
  readonly shifts: readonly { readonly contact: string; readonly fromHours: number; readonly untilHours: number }[]
}

/** What has an ARN in a part of a directory, or AWS's error for what does not. */
export function findEntry<Entry extends { readonly arn: string }>(
  entries: readonly Entry[],
  resourceType: string,
  arn: string
): Result<Entry> {
  const found = entries.find(entry => entry.arn === arn)
  return found === undefined ? refuseUnknown(resourceType, arn) : { kind: 'taken', value: found }
}
