// Phaser: a row of all-pass filters sweeps notches through the sound. README.md has the formulas.

const stageCounts = ['4', '6', '8', '10', '12']

class Phaser extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'Notches that sweep through the sound.', tailSeconds: 40 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'stages', minValue: 0, maxValue: 4, defaultValue: 1, choices: stageCounts },
      { name: 'rate', minValue: 0.01, maxValue: 10, defaultValue: 0.4, unit: 'hertz', scale: 'logarithmic' },
      { name: 'depth', minValue: 0, maxValue: 36, defaultValue: 18, unit: 'semitones' },
      { name: 'centre', minValue: 100, maxValue: 4000, defaultValue: 800, unit: 'hertz', scale: 'logarithmic' },
      { name: 'feedback', minValue: -90, maxValue: 90, defaultValue: 30, unit: 'percent' },
      { name: 'phase', minValue: 0, maxValue: 180, defaultValue: 90, unit: 'degrees', label: 'Stereo phase' },
      { name: 'mix', minValue: 0, maxValue: 100, defaultValue: 50, unit: 'percent' },
    ].map((parameter) => ({ ...parameter, automationRate: 'k-rate' }))
  }

  constructor(options) {
    super()
    this.turn = 0 // where the oscillator is in its cycle, 0 to 1
    this.isNew = true
    // Where each setting was at the end of the block before; every block moves from there to where it should be.
    this.stages = 0
    this.feedback = 0
    this.level = 0
    this.mix = 0
    this.even = 0 // the all-pass coefficient of channels 0, 2, …
    this.odd = 0
    this.silence = new Float32Array(128) // what an input that isn't there plays
    this.states = [] // for each channel: a number for each stage, and the output that is fed back
    this.reserve(options?.outputChannelCount?.[0] ?? 2)
  }

  reserve(channels) {
    while (this.states.length < channels) this.states.push(new Float64Array(13))
  }

  process(inputs, outputs, parameters) {
    const input = inputs[0]
    const output = outputs[0]
    const frames = output[0].length
    if (output.length > this.states.length) this.reserve(output.length)

    const stages = 4 + 2 * parameters.stages[0]
    const feedback = parameters.feedback[0] * 0.01
    const level = Math.sqrt(1 - feedback * feedback) // feedback makes the row no louder
    this.turn += (parameters.rate[0] * frames) / sampleRate
    this.turn -= Math.floor(this.turn)
    const even = this.coefficient(this.turn, parameters)
    const odd = this.coefficient(this.turn + parameters.phase[0] / 360, parameters)
    if (this.isNew) {
      this.isNew = false
      this.stages = stages
      this.feedback = feedback
      this.level = level
      this.mix = parameters.mix[0] * 0.01
      this.even = even
      this.odd = odd
    }
    // The row gets longer or shorter where it can't be heard: faded out, then in again.
    if (this.mix === 0) this.stages = stages
    const mixGoal = stages === this.stages ? parameters.mix[0] * 0.01 : 0
    const mix = this.mix + Math.max(-0.125, Math.min(0.125, mixGoal - this.mix))

    for (let channel = 0; channel < output.length; channel++) {
      const isOdd = channel % 2 === 1
      this.sweep(
        input[channel] ?? this.silence, output[channel], this.states[channel],
        isOdd ? this.odd : this.even, isOdd ? odd : even, this.stages, feedback, level, mix)
    }
    this.feedback = feedback
    this.level = level
    this.mix = mix
    this.even = even
    this.odd = odd
    return true
  }

  // The coefficient of an all-pass stage whose phase shift is 90° at the oscillator's frequency.
  coefficient(turn, { centre, depth }) {
    const octaves = (depth[0] / 12) * Math.sin(2 * Math.PI * turn)
    const t = Math.tan(Math.PI * Math.min(0.45, (centre[0] * Math.pow(2, octaves)) / sampleRate))
    return (t - 1) / (t + 1)
  }

  sweep(from, to, state, coefficient, coefficientGoal, stages, feedbackGoal, levelGoal, mixGoal) {
    const frames = to.length
    const da = (coefficientGoal - coefficient) / frames
    const dFeedback = (feedbackGoal - this.feedback) / frames
    const dLevel = (levelGoal - this.level) / frames
    const dMix = (mixGoal - this.mix) / frames
    let a = coefficient
    let feedback = this.feedback
    let level = this.level
    let mix = this.mix
    let back = state[12]
    for (let i = 0; i < frames; i++) {
      a += da
      feedback += dFeedback
      level += dLevel
      mix += dMix
      const x = from[i]
      let y = x + feedback * back
      for (let stage = 0; stage < stages; stage += 2) {
        // Each stage is y = a x + s, s = x - a y. Two at a time: from y to z, and back to y.
        const s = state[stage]
        const z = a * y + s
        state[stage] = y - a * z
        const t = state[stage + 1]
        y = a * z + t
        state[stage + 1] = z - a * y
      }
      back = y
      to[i] = x + (level * y - x) * mix
    }
    state[12] = back
    // Nothing is kept in stages that are not in use, nor of a NaN that came in.
    state.fill(0, stages, 12)
    if (back - back !== 0) state.fill(0)
  }
}

registerProcessor('phaser', Phaser)
