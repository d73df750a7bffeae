// Tremolo and auto-pan: an oscillator turns the level down and up again. README.md has the formulas.

const shapes = ['sine', 'triangle', 'square']

class Tremolo extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'The level swings up and down, or from side to side.', tailSeconds: 0 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'rate', minValue: 0.05, maxValue: 20, defaultValue: 5, unit: 'hertz', scale: 'logarithmic' },
      { name: 'depth', minValue: 0, maxValue: 100, defaultValue: 60, unit: 'percent' },
      { name: 'shape', minValue: 0, maxValue: 2, defaultValue: 0, automationRate: 'k-rate', choices: shapes },
      { name: 'phase', minValue: 0, maxValue: 180, defaultValue: 0, unit: 'degrees', label: 'Stereo phase' },
    ]
  }

  constructor() {
    super()
    this.turn = 0 // where the oscillator is in its cycle, 0 to 1
    this.shape = -1 // the shape of the block before
    this.turns = new Float64Array(128) // the oscillator over a block
    this.even = new Float64Array(128) // the gains of channels 0, 2, …
    this.odd = new Float64Array(128) // and of channels 1, 3, …
    this.old = new Float64Array(128) // the gains of a shape that fades out
  }

  process(inputs, outputs, { rate, depth, shape, phase }) {
    const input = inputs[0]
    const output = outputs[0]
    const frames = output[0].length
    const moves = phase.length > 1 || phase[0] !== 0
    this.oscillate(rate, frames)
    this.swing(this.even, shape[0], depth, null, frames)
    if (moves && output.length > 1) this.swing(this.odd, shape[0], depth, phase, frames)
    this.shape = shape[0]

    for (let channel = 0; channel < input.length && channel < output.length; channel++) {
      const gains = moves && channel % 2 === 1 ? this.odd : this.even
      const from = input[channel]
      const to = output[channel]
      for (let i = 0; i < frames; i++) to[i] = from[i] * gains[i]
    }
    return true
  }

  // Turns the oscillator on by a block.
  oscillate(rate, frames) {
    const turns = this.turns
    const changes = rate.length > 1
    let step = rate[0] / sampleRate
    let turn = this.turn
    for (let i = 0; i < frames; i++) {
      if (changes) step = rate[i] / sampleRate
      turns[i] = turn
      turn += step
      if (turn >= 1) turn -= 1
    }
    this.turn = turn
  }

  // Fills in a block's gains. A new shape fades in over the block.
  swing(gains, shape, depth, phase, frames) {
    this.draw(gains, shape, depth, phase, frames)
    if (this.shape === shape || this.shape < 0) return
    const old = this.old
    this.draw(old, this.shape, depth, phase, frames)
    for (let i = 0; i < frames; i++) gains[i] = old[i] + (gains[i] - old[i]) * (i / frames)
  }

  draw(gains, shape, depth, phase, frames) {
    const turns = this.turns
    for (let i = 0; i < frames; i++) {
      let turn = turns[i]
      if (phase !== null) turn += (phase.length > 1 ? phase[i] : phase[0]) / 360
      if (turn >= 1) turn -= 1
      let lift // 0 at the top of the swing, 1 at the bottom
      if (shape === 0) {
        lift = 0.5 - 0.5 * Math.cos(2 * Math.PI * turn)
      } else {
        lift = turn < 0.5 ? 2 * turn : 2 - 2 * turn
        if (shape === 2) {
          // A triangle six times as high, cut off and rounded: edges of a twelfth of a cycle.
          lift = 6 * lift - 2.5
          lift = lift < 0 ? 0 : lift > 1 ? 1 : lift * lift * (3 - 2 * lift)
        }
      }
      gains[i] = 1 - (depth.length > 1 ? depth[i] : depth[0]) * 0.01 * lift
    }
  }
}

registerProcessor('tremolo', Tremolo)
