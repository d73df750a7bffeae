// The page hands over a compiled module, as tools for Rust do it; the processor instantiates it at once.
class Handed extends AudioWorkletProcessor {
  constructor({ processorOptions: { module, bytes } }) {
    super()
    const kinds = WebAssembly.Module.exports(module).map(({ name, kind }) => `${name}:${kind}`).sort().join()
    if (kinds !== 'buffer:function,memory:memory,process:function') throw new Error(kinds)
    if (!WebAssembly.validate(bytes) || WebAssembly.validate(Uint8Array.of(1, 2, 3))) throw new Error('validate')
    this.first = new WebAssembly.Instance(module, {})
    this.second = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  }

  run({ exports }, samples, channel, amount) {
    const buffer = new Float32Array(exports.memory.buffer).subarray(exports.buffer() / 4, exports.buffer() / 4 + 128)
    buffer.set(samples)
    exports.process(channel, amount)
    return buffer
  }

  process([input], [output]) {
    output.forEach((samples, channel) => {
      const slow = this.run(this.first, input[channel] ?? new Float32Array(128), channel, 0.1).slice()
      const fast = this.run(this.second, slow, channel, 0.9)
      for (let frame = 0; frame < 128; frame++) samples[frame] = fast[frame] - 0.25 * slow[frame]
    })
    return true
  }
}
registerProcessor('handed', Handed)
