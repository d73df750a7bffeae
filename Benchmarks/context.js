// What a browser's engine needs from compiled code to a script that has registered its processor: a new V8 context
// with the script run in it, in microseconds, as JSON. Usage: node context.js SCRIPT.js
'use strict'

const fs = require('fs')
const vm = require('vm')

const script = new vm.Script(fs.readFileSync(process.argv[2], 'utf8'), { filename: process.argv[2] })
const scope = new vm.Script('class AudioWorkletProcessor {}; let Registered; function registerProcessor(name, c) { Registered = c }')

function start() {
  const context = vm.createContext({ sampleRate: 48000, currentFrame: 0, currentTime: 0 })
  scope.runInContext(context)
  script.runInContext(context)
  return context
}

const times = []
for (let i = 0; i < 300; i++) {
  const before = process.hrtime.bigint()
  start()
  times.push(Number(process.hrtime.bigint() - before) / 1000)
}
times.sort((a, b) => a - b)
console.log(JSON.stringify({ median: times[150], percentile99: times[297] }))
