// Loaded in front of a measured script: writes the CPU time of the process in milliseconds to a file when it ends.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(process.env.CPU_TIME_FILE, String((user + system) / 1000))
})
