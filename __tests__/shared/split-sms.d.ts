// The package comes without types.
declare module 'split-sms' {
  const splitSms: { split(message: string): { parts: readonly unknown[] } }
  export default splitSms
}
