// Puts out what it finds around it: the clock, the rate, the shapes of its arguments.
class Surroundings extends AudioWorkletProcessor {
  static get parameterDescriptors() {
    return [
      { name: 'fast', minValue: -2, maxValue: 5, defaultValue: 0.1 },
      { name: 'slow', minValue: -2, maxValue: 5, defaultValue: 0.3, automationRate: 'k-rate' },
    ]
  }

  constructor(options) {
    super()
    this.atConstruction = [
      options.numberOfInputs, options.numberOfOutputs, options.outputChannelCount[0], sampleRate, currentFrame, currentTime,
    ]
  }

  process(inputs, outputs, parameters) {
    const found = [
      sampleRate, currentFrame, currentTime, inputs.length, inputs[0].length, inputs[0][0].length, outputs.length,
      outputs[0].length, outputs[0][0].length, outputs[0][0][5], parameters.fast.length, parameters.fast[0],
      parameters.slow.length, parameters.slow[0], Object.keys(parameters).length, Object.isFrozen(inputs),
      Object.isFrozen(inputs[0]), Object.isFrozen(outputs), Object.isFrozen(outputs[0]), arguments.length,
      inputs[0] instanceof Array, inputs[0][0] instanceof Float32Array, this instanceof AudioWorkletProcessor,
      typeof this.port.postMessage, typeof window, typeof fetch, typeof setTimeout,
    ].concat(this.atConstruction)
    for (let channel = 0; channel < outputs[0].length; channel++) {
      for (let i = 0; i < found.length; i++) {
        const value = found[i]
        outputs[0][channel][i] = typeof value === 'string' ? value.length : Number(value)
      }
    }
    return true
  }
}

registerProcessor('surroundings', Surroundings)
