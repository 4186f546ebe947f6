import { type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'

/** Login of whoever or whatever the event is from, as the runner says it; empty where nobody is named. */
export function readActor(event: JsonObject, github: JsonObject): string {
  return line(textAt(github, 'actor')) || line(textAt(event, 'sender', 'login'))
}

/** The login if it is that of a person, else empty: an app starts runs too, and cannot be asked about them. */
export function personOf(login: string, event: JsonObject): string {
  const isApp =
    login.endsWith('[bot]') || (textAt(event, 'sender', 'type') === 'Bot' && textAt(event, 'sender', 'login') === login)
  return isApp ? '' : login
}
