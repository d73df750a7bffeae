// Guitar cabinet: what a loudspeaker in its box makes of a guitar, heard by a microphone that moves between the cone's
// centre and its edge. Two impulse responses are designed when the sound starts, and the kernel `convolution`, native
// code, filters by them. README.md has the formulas.

import { Convolver } from 'kernel:convolution'

const seconds = 0.04 // of a response

class Cabinet extends AudioWorkletProcessor {
  static get metadata() {
    return {
      version: '1.0.0',
      summary: 'A guitar loudspeaker in its box, with a microphone that moves from centre to edge.',
      tailSeconds: seconds + 0.005,
    }
  }

  static get parameterDescriptors() {
    return [
      { name: 'position', minValue: 0, maxValue: 100, defaultValue: 30, unit: 'percent' },
      { name: 'level', minValue: -24, maxValue: 12, defaultValue: 0, unit: 'decibels' },
      { name: 'mix', minValue: 0, maxValue: 100, defaultValue: 100, unit: 'percent' },
    ].map((parameter) => ({ ...parameter, automationRate: 'k-rate' }))
  }

  constructor(options) {
    super()
    this.responses = [design(centre), design(edge)]
    this.channels = [] // two convolvers each
    this.silence = new Float32Array(128) // what an input that isn't there plays
    this.heard = [new Float32Array(128), new Float32Array(128)]
    this.gains = null // of centre, edge and the dry sound, at the end of the block before
    this.reserve(options?.outputChannelCount?.[0] ?? 2)
  }

  reserve(count) {
    while (this.channels.length < count) {
      this.channels.push(this.responses.map((response) => new Convolver(response)))
    }
  }

  process(inputs, outputs, parameters) {
    const output = outputs[0]
    if (output.length > this.channels.length) this.reserve(output.length)
    const position = parameters.position[0] * 0.01
    const mix = parameters.mix[0] * 0.01
    const wet = mix * Math.pow(10, parameters.level[0] / 20)
    const gains = [wet * (1 - position), wet * position, 1 - mix]
    for (let channel = 0; channel < output.length; channel++) {
      const input = inputs[0][channel] ?? this.silence
      // The last argument is where the result goes, so that no array is made.
      this.channels[channel][0].process(input, this.heard[0])
      this.channels[channel][1].process(input, this.heard[1])
      blend(input, this.heard[0], this.heard[1], output[channel], this.gains ?? gains, gains)
    }
    this.gains = gains
    return true
  }
}

// From the gains of the block before to those of this one, in straight lines.
function blend(dry, first, second, output, from, to) {
  const frames = output.length
  const stepFirst = (to[0] - from[0]) / frames
  const stepSecond = (to[1] - from[1]) / frames
  const stepDry = (to[2] - from[2]) / frames
  let gainFirst = from[0]
  let gainSecond = from[1]
  let gainDry = from[2]
  for (let i = 0; i < frames; i++) {
    gainFirst += stepFirst
    gainSecond += stepSecond
    gainDry += stepDry
    output[i] = first[i] * gainFirst + second[i] * gainSecond + dry[i] * gainDry
  }
}

// Each row: a biquad's kind, its frequency in hertz, its gain in decibels, its Q. `floor`: when and how loud the sound
// comes back from the floor.
const centre = {
  filters: [
    ['highpass', 75, 0, 0.8], ['peak', 115, 4, 1.2], ['peak', 420, -3, 0.8], ['peak', 2700, 6, 1.4],
    ['lowpass', 5200, 0, 0.5412], ['lowpass', 5200, 0, 1.3066],
  ],
  floor: { seconds: 0.0031, gain: 0.12 },
}
const edge = {
  filters: [
    ['highpass', 75, 0, 0.8], ['peak', 115, 5, 1.2], ['peak', 500, -2, 0.7], ['peak', 2100, 3, 1.2],
    ['lowpass', 3300, 0, 0.5412], ['lowpass', 3300, 0, 1.3066],
  ],
  floor: { seconds: 0.0027, gain: 0.2 },
}

// The response of biquads in a row and one reflection, faded out, with unity gain at 400 Hz.
function design({ filters, floor }) {
  const length = Math.ceil(seconds * sampleRate)
  let response = new Float64Array(length)
  response[0] = 1
  for (const filter of filters) run(coefficients(...filter), response)
  const delay = Math.round(floor.seconds * sampleRate)
  for (let i = length - 1; i >= delay; i--) response[i] += floor.gain * response[i - delay]
  const fade = Math.floor(length / 4)
  for (let i = 1; i <= fade; i++) response[length - i] *= 0.5 - 0.5 * Math.cos((Math.PI * (i - 1)) / fade)
  let real = 0
  let imaginary = 0
  for (let i = 0; i < length; i++) {
    const angle = (2 * Math.PI * 400 * i) / sampleRate
    real += response[i] * Math.cos(angle)
    imaginary += response[i] * Math.sin(angle)
  }
  const gain = 1 / Math.hypot(real, imaginary)
  return Float32Array.from(response, (sample) => sample * gain)
}

// W3C, Audio EQ Cookbook.
function coefficients(kind, frequency, decibels, q) {
  const angle = 2 * Math.PI * Math.min(frequency / sampleRate, 0.45)
  const cosine = Math.cos(angle)
  const alpha = Math.sin(angle) / (2 * q)
  const amplitude = Math.pow(10, decibels / 40)
  switch (kind) {
    case 'highpass':
      return [(1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha]
    case 'lowpass':
      return [(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha]
    default:
      return [
        1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude,
        1 + alpha / amplitude, -2 * cosine, 1 - alpha / amplitude,
      ]
  }
}

// Filters in place: transposed direct form II.
function run([b0, b1, b2, a0, a1, a2], samples) {
  let first = 0
  let second = 0
  for (let i = 0; i < samples.length; i++) {
    const input = samples[i]
    const output = (b0 * input + first) / a0
    first = b1 * input - a1 * output + second
    second = b2 * input - a2 * output
    samples[i] = output
  }
}

registerProcessor('cabinet', Cabinet)
