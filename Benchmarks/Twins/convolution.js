// What Effects/cabinet/convolution.c does, in plain JavaScript: the same partitions, the same transform, in double
// precision. Put in the kernel's place, it shows what the kernel is worth, and that both compute the same.

const block = 128
const length = 2 * block
const bins = block + 1

const cosines = new Float64Array(length)
const sines = new Float64Array(length)
const reversed = new Uint8Array(length)
for (let half = 1; half < length; half *= 2) {
  for (let i = 0; i < half; i++) {
    cosines[half + i] = Math.cos((Math.PI * i) / half)
    sines[half + i] = -Math.sin((Math.PI * i) / half)
  }
}
for (let i = 0; i < length; i++) {
  let mirrored = 0
  for (let bit = 1; bit < length; bit *= 2) mirrored = (mirrored << 1) | ((i & bit) !== 0 ? 1 : 0)
  reversed[i] = mirrored
}

const real = new Float64Array(length)
const imaginary = new Float64Array(length)
const silence = new Float32Array(block)

function transform() {
  for (let half = 1; half < length; half *= 2) {
    for (let group = 0; group < length; group += 2 * half) {
      for (let i = 0; i < half; i++) {
        const low = group + i
        const high = low + half
        const cosine = cosines[half + i]
        const sine = sines[half + i]
        const a = real[high] * cosine - imaginary[high] * sine
        const b = real[high] * sine + imaginary[high] * cosine
        real[high] = real[low] - a
        imaginary[high] = imaginary[low] - b
        real[low] += a
        imaginary[low] += b
      }
    }
  }
}

class Spectrum {
  constructor() {
    this.real = new Float64Array(bins)
    this.imaginary = new Float64Array(bins)
  }

  take(first, second) {
    for (let i = 0; i < length; i++) {
      const place = reversed[i]
      real[i] = place < block ? first[place] : second[place - block]
      imaginary[i] = 0
    }
    transform()
    for (let i = 0; i < bins; i++) {
      this.real[i] = real[i]
      this.imaginary[i] = imaginary[i]
    }
  }

  clear() {
    this.real.fill(0)
    this.imaginary.fill(0)
  }

  addProduct(a, b) {
    const { real, imaginary } = this
    const aReal = a.real
    const aImaginary = a.imaginary
    const bReal = b.real
    const bImaginary = b.imaginary
    for (let i = 0; i < bins; i++) {
      real[i] += aReal[i] * bReal[i] - aImaginary[i] * bImaginary[i]
      imaginary[i] += aReal[i] * bImaginary[i] + aImaginary[i] * bReal[i]
    }
  }

  give(output) {
    for (let i = 0; i < length; i++) {
      const place = reversed[i]
      const isLow = place <= block
      const bin = isLow ? place : length - place
      real[i] = this.real[bin]
      imaginary[i] = isLow ? -this.imaginary[bin] : this.imaginary[bin]
    }
    transform()
    for (let i = 0; i < block; i++) output[i] = real[block + i] / length
  }
}

export class Convolver {
  constructor(response) {
    this.partitions = []
    this.sound = []
    for (let start = 0; start < response.length; start += block) {
      const part = new Float32Array(block)
      part.set(response.subarray(start, start + block))
      const spectrum = new Spectrum()
      spectrum.take(part, silence)
      this.partitions.push(spectrum)
      this.sound.push(new Spectrum())
    }
    this.newest = 0
    this.previous = new Float32Array(block)
    this.sum = new Spectrum()
  }

  process(input, output) {
    const { partitions, sound, sum } = this
    sound[this.newest].take(this.previous, input)
    this.previous.set(input)
    sum.clear()
    let age = this.newest
    for (let i = 0; i < partitions.length; i++) {
      sum.addProduct(partitions[i], sound[age])
      age = age === 0 ? partitions.length - 1 : age - 1
    }
    this.newest = this.newest + 1 === partitions.length ? 0 : this.newest + 1
    sum.give(output)
    return output
  }

  reset() {
    this.previous.fill(0)
    for (const spectrum of this.sound) spectrum.clear()
  }
}
