// dist/watch.js in a process whose calendar is ahead of the true one, or behind it. Nothing else that tells time moves.
const aheadMs = Number(process.env.SIMULATED_AHEAD_MS)
const TrueDate = Date

globalThis.Date = class extends TrueDate {
  constructor(...given) {
    super(...(given.length === 0 ? [TrueDate.now() + aheadMs] : given))
  }
  static now() {
    return TrueDate.now() + aheadMs
  }
}

await import('../../dist/watch.js')
