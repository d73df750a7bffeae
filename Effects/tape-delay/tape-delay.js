// Tape delay: echoes that sway, saturate, and lose lows and highs each time round. README.md has the formulas.

const longestSeconds = 1.3
const swaySeconds = 0.004 // more than wow and flutter take together

class TapeDelay extends AudioWorkletProcessor {
  static get metadata() {
    return { version: '1.0.0', summary: 'Echoes that sway, saturate and grow dull, as on tape.', tailSeconds: 180 }
  }

  static get parameterDescriptors() {
    return [
      { name: 'time', minValue: 20, maxValue: 1300, defaultValue: 350, unit: 'milliseconds', scale: 'logarithmic' },
      { name: 'feedback', minValue: 0, maxValue: 90, defaultValue: 40, unit: 'percent' },
      { name: 'lowCut', minValue: 20, maxValue: 1000, defaultValue: 120, unit: 'hertz', scale: 'logarithmic' },
      { name: 'highCut', minValue: 500, maxValue: 16000, defaultValue: 4000, unit: 'hertz', scale: 'logarithmic' },
      { name: 'drive', minValue: 0, maxValue: 24, defaultValue: 6, unit: 'decibels' },
      { name: 'wow', minValue: 0, maxValue: 100, defaultValue: 30, unit: 'percent' },
      { name: 'flutter', minValue: 0, maxValue: 100, defaultValue: 30, unit: 'percent' },
      { name: 'mix', minValue: 0, maxValue: 100, defaultValue: 35, unit: 'percent' },
    ].map((parameter) => ({ ...parameter, automationRate: 'k-rate' }))
  }

  constructor(options) {
    super()
    this.isNew = true
    this.size = 4096 // of a tape, in frames: a power of two, so that & takes a place round its end
    while (this.size < (longestSeconds + swaySeconds) * sampleRate + 4) this.size *= 2
    this.place = 0 // where the tape is written next
    this.target = 0 // the delay that the motor is driven to, in seconds
    this.motor = 0 // and the one that it is at
    this.wowTurn = 0
    this.flutterTurn = 0
    // Where each setting was at the end of the block before; every block moves from there to where it should be.
    this.now = { delay: 0, feedback: 0, low: 0, high: 0, drive: 0, mix: 0 }
    this.goal = { delay: 0, feedback: 0, low: 0, high: 0, drive: 0, mix: 0 }
    this.silence = new Float32Array(128) // what an input that isn't there plays
    this.tapes = []
    this.filters = [] // for each channel the states of its two filters
    this.reserve(options?.outputChannelCount?.[0] ?? 2)
  }

  reserve(channels) {
    while (this.tapes.length < channels) {
      this.tapes.push(new Float32Array(this.size))
      this.filters.push(new Float64Array(2))
    }
  }

  process(inputs, outputs, parameters) {
    const input = inputs[0]
    const output = outputs[0]
    const frames = output[0].length
    if (output.length > this.tapes.length) this.reserve(output.length)
    this.move(parameters, frames)
    for (let channel = 0; channel < output.length; channel++) {
      this.play(input[channel] ?? this.silence, output[channel], this.tapes[channel], this.filters[channel])
    }
    this.place = (this.place + frames) & (this.size - 1)
    const past = this.now
    this.now = this.goal
    this.goal = past
    return true
  }

  // Says where the settings are to be at the end of the block.
  move({ time, feedback, lowCut, highCut, drive, wow, flutter, mix }, frames) {
    const goal = this.goal
    const seconds = frames / sampleRate

    // The motor's speed is limited, so that a new time bends the pitch; and it has mass, so that nothing jerks.
    if (this.isNew) this.motor = this.target = time[0] / 1000
    const most = 0.4 * seconds
    this.target += Math.max(-most, Math.min(most, time[0] / 1000 - this.target))
    this.motor += (this.target - this.motor) * (1 - Math.exp(-seconds / 0.1))

    this.wowTurn = (this.wowTurn + 0.6 * seconds) % 1
    this.flutterTurn = (this.flutterTurn + 6.7 * seconds) % 1
    const sway =
      wow[0] * 0.01 * 0.0015 * (1 + Math.sin(2 * Math.PI * this.wowTurn)) +
      flutter[0] * 0.01 * 0.0001 * (1 + Math.sin(2 * Math.PI * this.flutterTurn))

    goal.delay = (this.motor + sway) * sampleRate
    goal.feedback = feedback[0] * 0.01
    goal.low = 1 - Math.exp((-2 * Math.PI * lowCut[0]) / sampleRate)
    goal.high = 1 - Math.exp((-2 * Math.PI * highCut[0]) / sampleRate)
    goal.drive = Math.pow(10, drive[0] / 20)
    goal.mix = mix[0] * 0.01
    if (this.isNew) Object.assign(this.now, goal)
    this.isNew = false
  }

  // One channel: from the tape through the filters to the output, and back onto the tape.
  play(from, to, tape, filters) {
    const frames = to.length
    const mask = this.size - 1
    const now = this.now
    const goal = this.goal
    let delay = now.delay
    let feedback = now.feedback
    let low = now.low
    let high = now.high
    let drive = now.drive
    let mix = now.mix
    const dDelay = (goal.delay - delay) / frames
    const dFeedback = (goal.feedback - feedback) / frames
    const dLow = (goal.low - low) / frames
    const dHigh = (goal.high - high) / frames
    const dDrive = (goal.drive - drive) / frames
    const dMix = (goal.mix - mix) / frames
    let place = this.place + this.size // a round ahead, so that nothing is negative
    let dull = filters[0]
    let lows = filters[1]
    for (let i = 0; i < frames; i++) {
      delay += dDelay
      feedback += dFeedback
      low += dLow
      high += dHigh
      drive += dDrive
      mix += dMix

      // Four neighbours, and the cubic through the middle two with their slopes (Catmull and Rom).
      const where = place - delay
      const index = where | 0
      const t = where - index
      const p0 = tape[(index - 1) & mask]
      const p1 = tape[index & mask]
      const p2 = tape[(index + 1) & mask]
      const p3 = tape[(index + 2) & mask]
      const wet = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))

      dull += high * (wet - dull)
      lows += low * (dull - lows)
      const echo = dull - lows

      // The tape takes up to 1: a cubic that is straight at low levels. A NaN fails the first comparison.
      const x = from[i]
      let y = (x + feedback * echo) * drive
      y = y > -1.5 ? (y < 1.5 ? y : 1.5) : -1.5
      tape[place & mask] = (y - (4 / 27) * y * y * y) / drive
      place++
      to[i] = x + (echo - x) * mix
    }
    filters[0] = dull
    filters[1] = lows
  }
}

registerProcessor('tape-delay', TapeDelay)
