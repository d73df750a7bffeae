// Envelope-follower wah: the louder one plays, the further a resonant band-pass opens. README.md has the formulas.

const segment = 32 // frames between two looks at the envelope; the filter moves in straight lines between them

class Wah extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'A resonant filter that follows how loud one plays.', tailSeconds: 2 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'sensitivity', minValue: 0, maxValue: 48, defaultValue: 20, unit: 'decibels' },
      { name: 'attack', minValue: 1, maxValue: 100, defaultValue: 8, unit: 'milliseconds', scale: 'logarithmic' },
      { name: 'release', minValue: 10, maxValue: 1000, defaultValue: 120, unit: 'milliseconds', scale: 'logarithmic' },
      { name: 'frequency', minValue: 100, maxValue: 2000, defaultValue: 350, unit: 'hertz', scale: 'logarithmic' },
      { name: 'range', minValue: -36, maxValue: 48, defaultValue: 30, unit: 'semitones' },
      { name: 'resonance', minValue: 0.5, maxValue: 12, defaultValue: 4, scale: 'logarithmic' },
      { name: 'mix', minValue: 0, maxValue: 100, defaultValue: 100, unit: 'percent' },
    ].map((parameter) => ({ ...parameter, automationRate: 'k-rate' }))
  }

  constructor(options) {
    super()
    this.isNew = true
    this.envelope = 0
    // Settings and tuning as they were at the end of the segment before.
    this.sensitivity = 0
    this.frequency = 0
    this.octaves = 0
    this.k = 0
    this.mix = 0
    this.g = 0
    this.silence = new Float32Array(128) // what an input that isn't there plays
    this.loudest = new Float64Array(128) // over all channels, so that left and right stay together
    this.states = [] // two numbers for each channel
    this.reserve(options?.outputChannelCount?.[0] ?? 2)
  }

  reserve(channels) {
    while (this.states.length < channels) this.states.push(new Float64Array(2))
  }

  process(inputs, outputs, parameters) {
    const input = inputs[0]
    const output = outputs[0]
    const frames = output[0].length
    if (output.length > this.states.length) this.reserve(output.length)

    this.findLoudest(input, frames)
    const attack = 1 - Math.exp(-1000 / (parameters.attack[0] * sampleRate))
    const release = 1 - Math.exp(-1000 / (parameters.release[0] * sampleRate))
    const sensitivity = Math.pow(10, parameters.sensitivity[0] / 20)
    const frequency = parameters.frequency[0]
    const octaves = parameters.range[0] / 12
    const k = 1 / parameters.resonance[0]
    const mix = parameters.mix[0] * 0.01
    if (this.isNew) {
      this.isNew = false
      this.sensitivity = sensitivity
      this.frequency = frequency
      this.octaves = octaves
      this.k = k
      this.mix = mix
      this.g = this.tuning()
    }

    for (let start = 0; start < frames; start += segment) {
      const end = Math.min(start + segment, frames)
      const part = (end - start) / (frames - start) // of the way that the settings still have to go in this block
      this.sensitivity += (sensitivity - this.sensitivity) * part
      this.frequency += (frequency - this.frequency) * part
      this.octaves += (octaves - this.octaves) * part
      this.follow(start, end, attack, release)
      const g = this.tuning()
      const kNext = this.k + (k - this.k) * part
      const mixNext = this.mix + (mix - this.mix) * part
      for (let channel = 0; channel < output.length; channel++) {
        const from = input[channel] ?? this.silence
        this.filter(from, output[channel], this.states[channel], start, end, g, kNext, mixNext)
      }
      this.g = g
      this.k = kNext
      this.mix = mixNext
    }
    return true
  }

  findLoudest(input, frames) {
    const loudest = this.loudest
    loudest.fill(0)
    for (let channel = 0; channel < input.length; channel++) {
      const from = input[channel]
      for (let i = 0; i < frames; i++) {
        const x = from[i] < 0 ? -from[i] : from[i]
        if (x > loudest[i]) loudest[i] = x
      }
    }
  }

  // Moves the envelope over a segment.
  follow(start, end, attack, release) {
    const loudest = this.loudest
    let envelope = this.envelope
    for (let i = start; i < end; i++) {
      const distance = loudest[i] - envelope
      envelope += distance * (distance > 0 ? attack : release)
    }
    this.envelope = envelope < 1e6 ? envelope : 1e6
  }

  // What the filter is tuned to: halfway through the range where the level is 1.
  tuning() {
    const level = this.envelope * this.sensitivity
    const hertz = this.frequency * Math.pow(2, (this.octaves * level) / (1 + level))
    return Math.tan(Math.PI * Math.min(0.45, hertz / sampleRate))
  }

  filter(from, to, state, start, end, gGoal, kGoal, mixGoal) {
    const count = end - start
    let k = this.k
    let mix = this.mix
    let a1 = 1 / (1 + this.g * (this.g + k))
    let a2 = this.g * a1
    let a3 = this.g * a2
    const a1Goal = 1 / (1 + gGoal * (gGoal + kGoal))
    const da1 = (a1Goal - a1) / count
    const da2 = (gGoal * a1Goal - a2) / count
    const da3 = (gGoal * gGoal * a1Goal - a3) / count
    const dk = (kGoal - k) / count
    const dMix = (mixGoal - mix) / count
    let s1 = state[0]
    let s2 = state[1]
    for (let i = start; i < end; i++) {
      a1 += da1
      a2 += da2
      a3 += da3
      k += dk
      mix += dMix
      const x = from[i]
      const v3 = x - s2
      const v1 = a1 * s1 + a2 * v3
      const v2 = s2 + a2 * s1 + a3 * v3
      s1 = 2 * v1 - s1
      s2 = 2 * v2 - s2
      to[i] = x + (k * v1 - x) * mix
    }
    // A NaN or an infinity that came in is not kept.
    const isSound = s1 - s1 === 0 && s2 - s2 === 0
    state[0] = isSound ? s1 : 0
    state[1] = isSound ? s2 : 0
  }
}

registerProcessor('wah', Wah)
