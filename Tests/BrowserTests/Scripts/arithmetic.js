// Puts out the results of operations on numbers that come close to the limits of their types, and of conversions.
class Arithmetic extends AudioWorkletProcessor {
  process(inputs, outputs) {
    const input = inputs[0]
    for (let channel = 0; channel < outputs[0].length; channel++) {
      const from = input[channel]
      const to = outputs[0][channel]
      for (let i = 0; i < to.length; i++) {
        const x = from[i]
        const whole = Math.round(x * 2147483648)
        switch (i % 16) {
          case 0: to[i] = Math.fround(x) * 1.1; break
          case 1: to[i] = (whole ^ (whole << 13) ^ (whole >>> 7)) * 2 ** -32; break
          case 2: to[i] = (whole >>> 0) % 1000; break
          case 3: to[i] = Math.sqrt(Math.abs(x)); break
          case 4: to[i] = x / 3 - Math.trunc(x * 7) / 5; break
          case 5: to[i] = Math.imul(whole, 48271) * 2 ** -31; break
          case 6: to[i] = Math.max(x, -0, -x * x) + Math.min(0, x); break
          case 7: to[i] = Math.hypot(3, 4) * Math.sign(x) + Math.clz32(whole); break
          case 8: to[i] = x ** 3; break
          case 9: to[i] = parseFloat(x.toFixed(5)) + Number((x * 1000).toPrecision(3)); break
          case 10: to[i] = [x, 1, -x, 0.5].sort((a, b) => a - b)[2]; break
          case 11: to[i] = x > 0 ? 1e-30 * x : 1e30 * x; break
          case 12: to[i] = Math.floor(x * 10) + Math.ceil(x * 20) + Math.round(x * 30); break
          case 13: to[i] = Number(BigInt(whole) * 3n) * 2 ** -33; break
          case 14: to[i] = (x - from[(i + 1) % 128]) * 2 ** -60 * 2 ** 60; break
          default: to[i] = JSON.parse(JSON.stringify({ x })).x + String(x).length
        }
      }
    }
    return true
  }
}

registerProcessor('arithmetic', Arithmetic)
