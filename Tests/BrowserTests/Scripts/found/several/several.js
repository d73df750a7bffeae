// Two processors in one module: the effect is the one of the file's name, wherever it stands.
class Other extends AudioWorkletProcessor {
  process() { return false }
}

class Several extends AudioWorkletProcessor {
  static get parameterDescriptors() {
    return [{ name: 'amount', defaultValue: 0.5, minValue: 0, maxValue: 1, automationRate: 'k-rate' }]
  }

  process(inputs, outputs, parameters) {
    const [input] = inputs
    const [output] = outputs
    input.forEach((channel, index) => output[index].set(channel.map((sample) => sample * parameters.amount[0])))
    return true
  }
}

registerProcessor('other', Other)
registerProcessor('several', Several)
