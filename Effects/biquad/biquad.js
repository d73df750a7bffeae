// A biquad: the second-order filters of the Audio EQ Cookbook. README.md has the formulas.

const types = ['low-pass', 'high-pass', 'band-pass', 'notch', 'peak', 'low-shelf', 'high-shelf', 'all-pass']
const glideBlocks = 8

class Biquad extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'A plain second-order filter of eight types.', tailSeconds: 20 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'type', minValue: 0, maxValue: 7, defaultValue: 0, choices: types },
      { name: 'frequency', minValue: 20, maxValue: 20000, defaultValue: 1000, unit: 'hertz', scale: 'logarithmic' },
      { name: 'q', minValue: 0.1, maxValue: 20, defaultValue: 0.707, scale: 'logarithmic', label: 'Q' },
      { name: 'gain', minValue: -24, maxValue: 24, defaultValue: 0, unit: 'decibels' },
    ].map((parameter) => ({ ...parameter, automationRate: 'k-rate' }))
  }

  constructor(options) {
    super()
    this.settings = [NaN, NaN, NaN, NaN] // those that `goal` was computed from
    this.now = new Float64Array(5) // b0 b1 b2 a1 a2, as they are
    this.goal = new Float64Array(5) // and as they are to be
    this.blocksLeft = 0 // on the way there
    this.silence = new Float32Array(128) // what an input that isn't there plays
    this.states = [] // two numbers for each channel
    this.reserve(options?.outputChannelCount?.[0] ?? 2)
  }

  reserve(channels) {
    while (this.states.length < channels) this.states.push(new Float64Array(2))
  }

  process(inputs, outputs, { type, frequency, q, gain }) {
    const input = inputs[0]
    const output = outputs[0]
    if (output.length > this.states.length) this.reserve(output.length)
    this.design(type[0], frequency[0], q[0], gain[0])
    for (let channel = 0; channel < output.length; channel++) {
      const from = input[channel] ?? this.silence
      if (this.blocksLeft > 0) this.filterGliding(from, output[channel], this.states[channel])
      else this.filter(from, output[channel], this.states[channel])
    }
    if (this.blocksLeft > 0) this.glide()
    return true
  }

  // Where the coefficients are at the end of a block.
  glide() {
    const now = this.now
    const goal = this.goal
    for (let i = 0; i < 5; i++) now[i] += (goal[i] - now[i]) / this.blocksLeft
    this.blocksLeft--
  }

  // Computes the coefficients when a parameter has changed. They take `glideBlocks` to get there.
  design(type, frequency, q, gain) {
    const settings = this.settings
    if (settings[0] === type && settings[1] === frequency && settings[2] === q && settings[3] === gain) return
    const isFirst = settings[0] !== settings[0]
    settings[0] = type
    settings[1] = frequency
    settings[2] = q
    settings[3] = gain

    const w = 2 * Math.PI * Math.min(frequency, 0.49 * sampleRate) / sampleRate
    const cos = Math.cos(w)
    const alpha = Math.sin(w) / (2 * q)
    const A = Math.pow(10, gain / 40)
    const root = 2 * Math.sqrt(A) * alpha
    switch (types[type]) {
      case 'low-pass': this.set((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha); break
      case 'high-pass': this.set((1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha); break
      case 'band-pass': this.set(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha); break
      case 'notch': this.set(1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha); break
      case 'all-pass': this.set(1 - alpha, -2 * cos, 1 + alpha, 1 + alpha, -2 * cos, 1 - alpha); break
      case 'peak': this.set(1 + alpha * A, -2 * cos, 1 - alpha * A, 1 + alpha / A, -2 * cos, 1 - alpha / A); break
      case 'low-shelf':
        this.set(
          A * (A + 1 - (A - 1) * cos + root), 2 * A * (A - 1 - (A + 1) * cos), A * (A + 1 - (A - 1) * cos - root),
          A + 1 + (A - 1) * cos + root, -2 * (A - 1 + (A + 1) * cos), A + 1 + (A - 1) * cos - root)
        break
      case 'high-shelf':
        this.set(
          A * (A + 1 + (A - 1) * cos + root), -2 * A * (A - 1 + (A + 1) * cos), A * (A + 1 + (A - 1) * cos - root),
          A + 1 - (A - 1) * cos + root, 2 * (A - 1 - (A + 1) * cos), A + 1 - (A - 1) * cos - root)
        break
    }
    if (isFirst) this.now.set(this.goal)
    else this.blocksLeft = glideBlocks
  }

  set(b0, b1, b2, a0, a1, a2) {
    const goal = this.goal
    goal[0] = b0 / a0
    goal[1] = b1 / a0
    goal[2] = b2 / a0
    goal[3] = a1 / a0
    goal[4] = a2 / a0
  }

  // The transposed direct form II.
  filter(from, to, state) {
    const now = this.now
    const b0 = now[0]
    const b1 = now[1]
    const b2 = now[2]
    const a1 = now[3]
    const a2 = now[4]
    const frames = to.length
    let s1 = state[0]
    let s2 = state[1]
    for (let i = 0; i < frames; i++) {
      const x = from[i]
      const y = b0 * x + s1
      s1 = b1 * x - a1 * y + s2
      s2 = b2 * x - a2 * y
      to[i] = y
    }
    this.keep(state, s1, s2)
  }

  // The same, with coefficients that move in straight lines. The triangle of stable (a1, a2) is convex, so a straight
  // line between two stable filters leads past stable ones only.
  filterGliding(from, to, state) {
    const now = this.now
    let b0 = now[0]
    let b1 = now[1]
    let b2 = now[2]
    let a1 = now[3]
    let a2 = now[4]
    const goal = this.goal
    const frames = to.length * this.blocksLeft
    const db0 = (goal[0] - b0) / frames
    const db1 = (goal[1] - b1) / frames
    const db2 = (goal[2] - b2) / frames
    const da1 = (goal[3] - a1) / frames
    const da2 = (goal[4] - a2) / frames
    let s1 = state[0]
    let s2 = state[1]
    for (let i = 0; i < to.length; i++) {
      b0 += db0
      b1 += db1
      b2 += db2
      a1 += da1
      a2 += da2
      const x = from[i]
      const y = b0 * x + s1
      s1 = b1 * x - a1 * y + s2
      s2 = b2 * x - a2 * y
      to[i] = y
    }
    this.keep(state, s1, s2)
  }

  // A NaN or an infinity that came in is not kept.
  keep(state, s1, s2) {
    const isSound = s1 - s1 === 0 && s2 - s2 === 0
    state[0] = isSound ? s1 : 0
    state[1] = isSound ? s2 : 0
  }
}

registerProcessor('biquad', Biquad)
