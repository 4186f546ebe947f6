import type { Directory, DirectoryContact } from './directory.ts'

const place = 'arn:aws:ssm-contacts:us-east-1:111122223333'
const contact = (alias: string) => `${place}:contact/${alias}`
const channel = (alias: string, id: string) => `${place}:contact-channel/${alias}/${id}`
const rotation = (id: string) => `${place}:rotation/${id}`

function person(alias: string, displayName: string, ...channels: readonly string[]): DirectoryContact {
  const stages = channels.map(id => ({ minutes: 5, channels: [channel(alias, id)] }))
  return { arn: contact(alias), displayName, type: 'PERSONAL', stages }
}

const backup = person('oncall-backup', 'Pat Candella', 'voice')
const backupChannel = {
  arn: channel('oncall-backup', 'voice'),
  contactArn: contact('oncall-backup'),
  name: 'Pat at home',
  type: 'VOICE' as const,
  address: '+15555550103',
  isActivated: true
}

/** Contacts with whom all is well: a plan that pages who is on call, then a person; and a backup. */
export const soundDirectory: Directory = {
  contacts: [
    {
      arn: contact('oncall-plan'),
      displayName: 'Shop on-call',
      type: 'ESCALATION',
      stages: [
        { minutes: 10, members: [{ arn: contact('rota'), isEssential: true }] },
        { minutes: 10, members: [{ arn: contact('jorges'), isEssential: true }] }
      ]
    },
    { arn: contact('rota'), displayName: 'Shop week', type: 'ONCALL_SCHEDULE', rotations: [rotation('week')] },
    person('akuam', 'Akua Mansa', 'sms', 'voice'),
    person('jorges', 'Jorge Souza', 'voice'),
    backup
  ],
  channels: [
    {
      arn: channel('akuam', 'sms'),
      contactArn: contact('akuam'),
      name: "Akua's phone",
      type: 'SMS',
      address: '+15555550101',
      isActivated: true
    },
    {
      arn: channel('akuam', 'voice'),
      contactArn: contact('akuam'),
      name: "Akua's phone, ringing",
      type: 'VOICE',
      address: '+15555550101',
      isActivated: true
    },
    {
      arn: channel('jorges', 'voice'),
      contactArn: contact('jorges'),
      name: "Jorge's phone",
      type: 'VOICE',
      address: '+15555550102',
      isActivated: true
    },
    backupChannel
  ],
  rotations: [
    {
      arn: rotation('week'),
      name: 'Week about',
      contacts: [contact('akuam'), contact('jorges')],
      timeZone: 'Europe/Berlin',
      shifts: [
        { contact: contact('akuam'), fromHours: -20, untilHours: 28 },
        { contact: contact('jorges'), fromHours: 28, untilHours: 196 }
      ]
    }
  ]
}

/** The same contacts after a year in which nobody looked: a plan with every rot. */
export const rottenDirectory: Directory = {
  contacts: [
    {
      arn: contact('oncall-plan'),
      displayName: 'Shop on-call',
      type: 'ESCALATION',
      stages: [
        {
          minutes: 10,
          members: [
            { arn: contact('rota'), isEssential: false },
            // Has left: deleted contacts stay in plans.
            { arn: contact('marthar'), isEssential: false }
          ]
        },
        { minutes: 5 },
        {
          minutes: 10,
          members: [
            { arn: contact('jorges'), isEssential: true },
            { arn: contact('nikkiw'), isEssential: true }
          ]
        }
      ]
    },
    { arn: contact('rota'), displayName: 'Shop week', type: 'ONCALL_SCHEDULE', rotations: [rotation('week')] },
    person('akuam', 'Akua Mansa', 'sms', 'email'),
    person('jorges', 'Jorge Souza', 'voice', 'sms'),
    person('nikkiw', 'Nikki Wolf'),
    backup
  ],
  channels: [
    {
      arn: channel('akuam', 'sms'),
      contactArn: contact('akuam'),
      name: "Akua's phone",
      type: 'SMS',
      address: '+15555550101',
      isActivated: true
    },
    {
      // Was never confirmed.
      arn: channel('akuam', 'email'),
      contactArn: contact('akuam'),
      name: "Akua's mail",
      type: 'EMAIL',
      address: 'akua@example.com',
      isActivated: false
    },
    {
      // Answered UNSUBSCRIBE; the plan's other channel was deleted.
      arn: channel('jorges', 'sms'),
      contactArn: contact('jorges'),
      name: "Jorge's phone",
      type: 'SMS',
      address: '+15555550102',
      isActivated: false
    },
    backupChannel
  ],
  rotations: [
    {
      arn: rotation('week'),
      name: 'Week about',
      contacts: [contact('akuam'), contact('marthar')],
      timeZone: 'America/Los_Angeles',
      shifts: [
        { contact: contact('akuam'), fromHours: 3, untilHours: 51 },
        { contact: contact('akuam'), fromHours: 60, untilHours: 196 }
      ]
    }
  ]
}
