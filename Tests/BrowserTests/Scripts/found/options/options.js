// Looks around before it does anything, and takes an array from the page.
const isWorklet = typeof AudioWorkletGlobalScope !== 'undefined' && globalThis instanceof AudioWorkletGlobalScope
const isPage = typeof window === 'object'
const isWorker = typeof importScripts === 'function' || typeof WorkerGlobalScope !== 'undefined'
if (!isWorklet || isPage || isWorker || typeof document !== 'undefined' || typeof process === 'object') {
  throw new Error('this module is for worklets')
}
if (typeof TextDecoder === 'undefined') globalThis.TextDecoder = class { decode(bytes) { return String.fromCharCode(...bytes) } }
const name = new TextDecoder().decode(Uint8Array.of(111, 107))
const place = import.meta.url.split('/').pop()

registerProcessor('options', class extends AudioWorkletProcessor {
  constructor({ numberOfInputs, numberOfOutputs, outputChannelCount, processorOptions: [gain, { offset, list }] }) {
    super()
    this.gain = gain * list.reduce((sum, value) => sum + value, 0)
    this.offset = offset + numberOfInputs + numberOfOutputs + name.length + place.length
    if (outputChannelCount) this.channels = outputChannelCount[0]
    // A method of its own, not the class's; it returns nothing.
    this.process = (inputs, outputs) => {
      for (const [index, channel] of outputs[0].entries()) {
        const input = inputs[0][index] ?? new Float32Array(channel.length)
        for (let frame = 0; frame < channel.length; frame++) channel[frame] = input[frame] * this.gain + this.offset / 1024
      }
    }
  }
})
