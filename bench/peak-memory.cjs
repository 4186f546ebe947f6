// Loaded in front of a measured script: writes the process's peak memory in bytes to a file when it ends.
const { readFileSync, writeFileSync } = require('node:fs')

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(peakBytes())))

function peakBytes() {
  try {
    // Linux hands the peak of the parent process down into resourceUsage(); this figure is the process's own.
    return 1024 * Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return 1024 * process.resourceUsage().maxRSS
  }
}
