// Three processors; effect.json says which one the effect is.
const make = (sign) => class extends AudioWorkletProcessor {
  process([input], [output]) {
    for (let channel = 0; channel < input.length; channel++) {
      for (let frame = 0; frame < renderQuantumSize; frame++) output[channel][frame] = sign * input[channel][frame]
    }
    return true
  }
}

for (const [name, sign] of [['plus', 1], ['minus', -1], ['half', 0.5]]) registerProcessor(name, make(sign))
