// The page posts the module's bytes, and the processor is silent until it has made something of them.
class Messages extends AudioWorkletProcessor {
  static parameterDescriptors = [{ name: 'amount', defaultValue: 0.3, minValue: 0.01, maxValue: 1 }]

  constructor(options) {
    super(options)
    this.port.onmessage = async ({ data }) => {
      if (data.type !== 'load') return
      const { instance } = await WebAssembly.instantiate(data.bytes, { env: {} })
      this.kernel = instance.exports
      this.buffer = new Float32Array(this.kernel.memory.buffer, this.kernel.buffer(), 128)
      this.port.postMessage('ready')
    }
  }

  process(inputs, outputs, { amount }) {
    if (!this.kernel) return true
    for (let channel = 0; channel < outputs[0].length; channel++) {
      this.buffer.set(inputs[0][channel] ?? inputs[0][0] ?? new Float32Array(128))
      this.kernel.process(channel, amount[0])
      outputs[0][channel].set(this.buffer)
    }
    return true
  }
}
registerProcessor('messages', Messages)
