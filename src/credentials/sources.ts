/** Credentials to sign with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Where credentials can come from, as the environment says it. */
export type CredentialsSource =
  | { readonly kind: 'keys'; readonly keys: AwsCredentials }
  /** Keys of which one half is missing, and a sentence that says so. */
  | { readonly kind: 'half-set-keys'; readonly what: string }
  /** A profile of the shared configuration files; `default` may be missing there. */
  | { readonly kind: 'profile'; readonly name: string }
  | {
      readonly kind: 'web-identity'
      readonly tokenFile: string
      readonly roleArn: string
      readonly sessionName: string
    }
  /** A service beside a container, and the variable that names it. */
  | {
      readonly kind: 'container'
      readonly variable: string
      readonly url: string
      /** What goes into the header Authorization; `tokenFile` names a file that holds it. Empty for none. */
      readonly token: string
      readonly tokenFile: string
    }
  /** The metadata service of an EC2 instance. */
  | { readonly kind: 'instance' }

/** A source in words for people: what to look at, such as a variable. */
export function sourceWords(source: CredentialsSource): string {
  switch (source.kind) {
    case 'keys':
    case 'half-set-keys':
      return 'AWS_ACCESS_KEY_ID in the environment'
    case 'profile':
      return source.name === 'default' ? 'the default profile' : `the profile "${source.name}" (AWS_PROFILE)`
    case 'web-identity':
      return 'AWS_WEB_IDENTITY_TOKEN_FILE'
    case 'container':
      return source.variable
    case 'instance':
      return 'the instance'
  }
}
