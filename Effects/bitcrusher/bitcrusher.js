// Bit-crusher: fewer bits, with dither or without, and fewer samples. README.md has the formulas.

const unit = 2 ** -32 // makes a number from -0.5 to 0.5 of 32 bits

class Bitcrusher extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'Fewer bits and fewer samples, with or without dither.', tailSeconds: 0.02 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'bits', minValue: 1, maxValue: 16, defaultValue: 8, automationRate: 'k-rate' },
      {
        name: 'rate', minValue: 100, maxValue: 48000, defaultValue: 12000, automationRate: 'k-rate',
        unit: 'hertz', scale: 'logarithmic', label: 'Sample rate',
      },
      { name: 'dither', minValue: 0, maxValue: 1, defaultValue: 1, automationRate: 'k-rate', choices: ['off', 'on'] },
      { name: 'mix', minValue: 0, maxValue: 100, defaultValue: 100, unit: 'percent' },
    ]
  }

  constructor(options) {
    super()
    this.random = 0x2545f491 // the state of xorshift32: anything but 0
    this.turn = 1 // how much of a sample's time is over; at 1 the next one is taken
    this.takes = new Uint8Array(128) // the block's frames: 1 where a sample is taken
    this.held = new Float64Array(Math.max(8, options?.outputChannelCount?.[0] ?? 2))
  }

  process(inputs, outputs, { bits, rate, dither, mix }) {
    const input = inputs[0]
    const output = outputs[0]
    const frames = output[0].length
    if (output.length > this.held.length) this.held = new Float64Array(output.length)
    this.sample(rate[0] / sampleRate, frames)

    const takes = this.takes
    const step = Math.pow(2, 1 - bits[0])
    const scale = 1 / step
    const isDithered = dither[0] === 1
    for (let channel = 0; channel < input.length && channel < output.length; channel++) {
      const from = input[channel]
      const to = output[channel]
      let random = this.random
      let held = this.held[channel]
      let wet = mix[0] * 0.01
      for (let i = 0; i < frames; i++) {
        const x = from[i]
        if (takes[i] === 1) {
          let noise = 0.5
          // Silence stays silence: it is exact as it is.
          if (isDithered && x !== 0) {
            random ^= random << 13
            random ^= random >>> 17
            random ^= random << 5
            noise += random * unit
            random ^= random << 13
            random ^= random >>> 17
            random ^= random << 5
            noise += random * unit
          }
          held = Math.floor(x * scale + noise) * step
        }
        if (mix.length > 1) wet = mix[i] * 0.01
        to[i] = x + (held - x) * wet
      }
      this.random = random
      this.held[channel] = held - held === 0 ? held : 0
    }
    return true
  }

  // Marks the frames at which a sample is taken.
  sample(step, frames) {
    const takes = this.takes
    let turn = this.turn
    for (let i = 0; i < frames; i++) {
      takes[i] = turn >= 1 ? 1 : 0
      if (turn >= 1) turn -= Math.floor(turn)
      turn += step
    }
    this.turn = turn
  }
}

registerProcessor('bitcrusher', Bitcrusher)
