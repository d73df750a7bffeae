// TextEncoder and TextDecoder, of UTF-8. Evaluated when a script first looks at one of them. Browsers don't agree on whether
// a worklet has them, so scripts either bring their own or use these. https://encoding.spec.whatwg.org/
(function () {
  'use strict'
  const labels = ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8']

  const bytesOf = (source, what) => {
    if (source === undefined) return new Uint8Array(0)
    if (source instanceof ArrayBuffer) return new Uint8Array(source)
    if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    throw new TypeError(`${what}: the argument is no ArrayBuffer and no view of one`)
  }

  // Code points of a string; what is half of a pair becomes U+FFFD.
  const write = (text, put) => {
    for (const character of String(text)) {
      let code = character.codePointAt(0)
      if (code >= 0xd800 && code < 0xe000) code = 0xfffd
      const bytes =
        code < 0x80 ? [code]
        : code < 0x800 ? [0xc0 | (code >> 6), 0x80 | (code & 63)]
        : code < 0x10000 ? [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
        : [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
      if (!put(bytes, character.length)) return
    }
  }

  class TextEncoder {
    get encoding() { return 'utf-8' }

    encode(text = '') {
      const all = []
      write(text, (bytes) => all.push(...bytes))
      return new Uint8Array(all)
    }

    encodeInto(text, target) {
      let read = 0
      let written = 0
      write(text, (bytes, length) => {
        if (written + bytes.length > target.length) return false
        target.set(bytes, written)
        written += bytes.length
        read += length
        return true
      })
      return { read, written }
    }
  }

  class TextDecoder {
    #fatal
    #keepsMark
    // The bytes of a character that has only begun, and whether the stream's beginning is still to come.
    #pending = []
    #isAtStart = true

    constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
      if (!labels.includes(String(label).trim().toLowerCase())) {
        throw new RangeError(`TextDecoder: the encoding '${label}' is not supported, only utf-8`)
      }
      this.#fatal = Boolean(fatal)
      this.#keepsMark = Boolean(ignoreBOM)
    }

    get encoding() { return 'utf-8' }
    get fatal() { return this.#fatal }
    get ignoreBOM() { return this.#keepsMark }

    decode(source, { stream = false } = {}) {
      const pending = this.#pending
      const bytes = bytesOf(source, 'TextDecoder.decode')
      const input = pending.length > 0 ? Uint8Array.of(...pending, ...bytes) : bytes
      this.#pending = []
      let units = []
      let text = ''
      const wrong = () => {
        if (this.#fatal) {
          this.#isAtStart = true
          throw new TypeError('TextDecoder.decode: the bytes are not UTF-8')
        }
        return 0xfffd
      }
      const add = (code) => {
        const isMark = this.#isAtStart && code === 0xfeff && !this.#keepsMark
        this.#isAtStart = false
        if (isMark) return
        if (code > 0xffff) units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff))
        else units.push(code)
        if (units.length > 1024) {
          text += String.fromCharCode(...units)
          units = []
        }
      }
      for (let at = 0; at < input.length; ) {
        const first = input[at]
        if (first < 0x80) {
          add(first)
          at++
          continue
        }
        const needed = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0
        let code = first & (0x3f >> needed)
        let count = 0
        while (count < needed && at + count + 1 < input.length) {
          const next = input[at + count + 1]
          const low = count > 0 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
          const high = count > 0 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
          if (next < low || next > high) break
          code = (code << 6) | (next & 63)
          count++
        }
        if (needed > 0 && count === needed) {
          add(code)
        } else if (stream && needed > 0 && at + count + 1 === input.length) {
          this.#pending = [...input.subarray(at)]
          break
        } else {
          add(wrong())
        }
        at += count + 1
      }
      if (!stream) this.#isAtStart = true
      return text + String.fromCharCode(...units)
    }
  }

  for (const one of [TextEncoder, TextDecoder]) {
    Object.defineProperty(one.prototype, Symbol.toStringTag, { value: one.name, configurable: true })
  }
  return { TextEncoder, TextDecoder }
})
