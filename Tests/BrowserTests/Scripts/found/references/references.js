// Everything of WebAssembly's JavaScript interface that is not arithmetic: what each step gives, or throws, is written down as
// text, and the text is what sounds.
const vector = (items) => [items.length, ...items.flat()]
const text = (name) => [name.length, ...[...name].map((letter) => letter.charCodeAt(0))]
const section = (id, items) => {
  const contents = vector(items)
  return [id, (contents.length & 127) | 128, contents.length >> 7, ...contents]
}
const body = (...code) => [code.length + 2, 0, ...code, 0x0b]
const [i32, i64, f32, f64, func] = [0x7f, 0x7e, 0x7d, 0x7c, 0x70]
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

// Two imports, a table with two functions, a memory of one page that grows to three, globals, and functions that do this
// and that.
const bytes = Uint8Array.from([
  ...header,
  ...section(1, [[0x60, 1, i32, 1, i32], [0x60, 2, i32, i32, 1, i32], [0x60, 0, 0], [0x60, 1, i64, 1, i64], [0x60, 2, f32, f64, 2, f64, f32], [0x60, 0, 1, i32]]),
  ...section(2, [[...text('env'), ...text('twice'), 0, 0], [...text('env'), ...text('start'), 3, i32, 0]]),
  // 1 next, 2 viaImport, 3 divide, 4 load, 5 indirect, 6 grow, 7 fail, 8 wide, 9 swap, 10 size, 11 fill, 12 again, 13 setup
  ...section(3, [0, 0, 1, 0, 1, 0, 2, 3, 4, 5, 1, 2, 2].map((type) => [type])),
  ...section(4, [[func, 0, 3]]),
  ...section(5, [[1, 1, 3]]),
  ...section(6, [[i32, 1, 0x41, 7, 0x0b], [i64, 1, 0x42, 5, 0x0b], [f64, 0, 0x44, 0, 0, 0, 0, 0, 0, 4, 0x40, 0x0b]]),
  ...section(7, [
    ['next', 0, 1], ['viaImport', 0, 2], ['divide', 0, 3], ['load', 0, 4], ['indirect', 0, 5], ['grow', 0, 6], ['fail', 0, 7],
    ['wide', 0, 8], ['swap', 0, 9], ['size', 0, 10], ['fill', 0, 11], ['again', 0, 12], ['table', 1, 0], ['memory', 2, 0], ['count', 3, 1],
    ['large', 3, 2], ['constant', 3, 3],
  ].map(([name, kind, index]) => [...text(name), kind, index])),
  // The start section is an index, no vector.
  8, 1, 13,
  ...section(9, [[0, 0x41, 1, 0x0b, 2, 1, 2]]),
  ...section(10, [
    body(0x20, 0, 0x41, 1, 0x6a), body(0x20, 0, 0x10, 0), body(0x20, 0, 0x20, 1, 0x6d), body(0x20, 0, 0x28, 2, 4),
    body(0x20, 1, 0x20, 0, 0x11, 0, 0), body(0x20, 0, 0x40, 0), body(0x00), body(0x20, 0, 0x42, 1, 0x7c),
    body(0x20, 1, 0x20, 0), body(0x3f, 0), body(0x20, 0, 0x41, 9, 0x20, 1, 0xfc, 0x0b, 0, 0x20, 1), body(0x10, 12),
    body(0x23, 0, 0x24, 1),
  ]),
  ...section(11, [[0, 0x41, 16, 0x0b, 4, 1, 2, 3, 4]]),
])
const lines = []
const note = (name, action) => {
  let result
  try {
    const value = action()
    result = typeof value === 'bigint' ? `${value}n` : Array.isArray(value) ? value.join() : String(value)
  } catch (error) {
    const kind = error instanceof WebAssembly.CompileError ? 'CompileError'
      : error instanceof WebAssembly.LinkError ? 'LinkError'
      : error instanceof WebAssembly.RuntimeError ? 'RuntimeError' : error.constructor.name
    result = `${kind} ${error.name === kind} ${kind === 'RuntimeError' || error.message === 'mine' ? error.message : ''}`
  }
  lines.push(`${name}: ${result}`)
}

const run = () => {
  const mine = new Error('mine')
  let depth = 0
  const env = {
    start: 40,
    twice: (x) => {
      if (x === 13) throw mine
      if (x === 14) return exports.viaImport(depth++ < 5 ? 14 : 21)
      if (x === 15) return exports.divide(1, 0)
      return x * 2
    },
  }
  let module
  note('compile', () => { module = new WebAssembly.Module(bytes) })
  note('imports', () => WebAssembly.Module.imports(module).map(({ module, name, kind }) => `${module}.${name}.${kind}`))
  note('exports', () => WebAssembly.Module.exports(module).map(({ name, kind }) => `${name}.${kind}`))
  note('none', () => new WebAssembly.Instance(module))
  note('no module', () => new WebAssembly.Instance(module, {}))
  note('no function', () => new WebAssembly.Instance(module, { env: { start: 1, twice: 3 } }))
  note('no global', () => new WebAssembly.Instance(module, { env: { start: 1n, twice: () => 0 } }))
  const { exports } = new WebAssembly.Instance(module, { env })
  note('frozen', () => Object.isFrozen(exports) && Object.getPrototypeOf(exports) === null)
  note('length', () => `${exports.divide.length} ${typeof exports.divide} ${exports.divide.name}`.slice(0, 10))
  note('next', () => exports.next(41.9))
  note('missing', () => exports.next())
  note('text', () => exports.next('0x10'))
  note('import', () => exports.viaImport(21))
  note('throws', () => exports.viaImport(13))
  note('nested', () => exports.viaImport(14))
  note('trap within', () => exports.viaImport(15))
  note('after', () => exports.viaImport(4))
  note('divide', () => exports.divide(-7, 2))
  note('by zero', () => exports.divide(1, 0))
  note('overflow', () => exports.divide(-2147483648, -1))
  note('load', () => exports.load(12))
  note('last', () => exports.load(65528))
  note('beyond', () => exports.load(65529))
  note('far', () => exports.load(-1))
  note('fail', () => exports.fail())
  note('wide', () => exports.wide(2n ** 63n - 1n))
  note('no bigint', () => exports.wide(1))
  note('swap', () => exports.swap(0.1, 0.2))
  note('endless', () => exports.again())
  note('indirect', () => [exports.indirect(1, 5), exports.indirect(2, 5)])
  note('null', () => exports.indirect(0, 5))
  note('out', () => exports.indirect(9, 5))
  const { table, memory, count, large, constant } = exports
  note('table', () => [table.length, table.get(0), table.get(1) === exports.next, table.get(2)(30), String(table)])
  note('table end', () => table.get(3))
  note('set', () => { table.set(0, exports.divide); return table.get(0) === exports.divide })
  note('signature', () => exports.indirect(0, 5))
  note('set wrong', () => table.set(0, () => 1))
  note('set null', () => { table.set(0, null); return table.get(0) })
  note('table grow', () => [table.grow(2), table.length, table.get(4)])
  note('count', () => [count.value, (count.value = 2 ** 32 + 9, count.value), count.valueOf()])
  note('large', () => [large.value, (large.value = -1n, large.value)].join())
  note('large wrong', () => { large.value = 1 })
  note('constant', () => constant.value)
  note('constant set', () => { constant.value = 1 })
  const { buffer } = memory
  note('memory', () => [buffer.byteLength, memory.buffer === buffer, new Uint8Array(buffer, 16, 4), String(memory)])
  note('written', () => { new Int32Array(buffer)[4] = 77; return exports.load(12) })
  note('fill', () => [exports.fill(100, 20), new Uint8Array(buffer)[119], new Uint8Array(buffer)[120]])
  note('fill out', () => exports.fill(65530, 7))
  note('fill none', () => exports.fill(65536, 0))
  note('grow', () => [exports.grow(1), exports.size(), buffer.byteLength, memory.buffer.byteLength, exports.load(12)])
  note('now there', () => exports.load(65529))
  note('grow more', () => [memory.grow(1), exports.size(), exports.load(3 * 65536 - 8)])
  note('grow beyond', () => [exports.grow(1), exports.size()])
  note('grow js', () => memory.grow(1))
  note('grow none', () => { const before = memory.buffer; return [memory.grow(0), memory.buffer === before] })

  const shared = new WebAssembly.Memory({ initial: 1, maximum: 4 })
  const user = (name, kind) => Uint8Array.from([
    ...header, ...section(1, [[0x60, 1, i32, 1, i32]]), ...section(2, [[...text('m'), ...text('m'), 2, 1, 1, 4]]), ...section(3, [[0]]),
    ...section(7, [[...text(name), 0, 0]]), ...section(10, [body(0x20, 0, ...kind)]),
  ])
  const reader = new WebAssembly.Instance(new WebAssembly.Module(user('read', [0x2d, 0, 0])), { m: { m: shared } }).exports
  const grower = new WebAssembly.Instance(new WebAssembly.Module(user('grow', [0x40, 0])), { m: { m: shared } }).exports
  note('shared', () => { new Uint8Array(shared.buffer)[99] = 200; return reader.read(99) })
  note('shared grows', () => [grower.grow(1), shared.buffer.byteLength, reader.read(99), reader.read(131071)])
  note('shared ends', () => reader.read(131072))
  note('other memory', () => new WebAssembly.Instance(new WebAssembly.Module(user('x', [0x2d, 0, 0])), { m: { m: memory } }).exports.x(0))
  note('small', () => new WebAssembly.Instance(new WebAssembly.Module(user('x', [0x2d, 0, 0])), { m: { m: new WebAssembly.Memory({ initial: 0, maximum: 4 }) } }))
  note('chained', () => new WebAssembly.Instance(module, { env: { start: 0, twice: exports.next } }).exports.viaImport(1))
  note('other type', () => new WebAssembly.Instance(module, { env: { start: 0, twice: exports.divide } }))
  note('global object', () => new WebAssembly.Instance(module, { env: { start: new WebAssembly.Global({ value: 'i32' }, 3), twice: (x) => x } }).exports.next(1))
  note('global', () => { const one = new WebAssembly.Global({ value: 'f32', mutable: true }, 0.1); one.value *= 2; return one.value })
  note('own table', () => { const one = new WebAssembly.Table({ initial: 2, maximum: 3, element: 'anyfunc' }); one.set(1, exports.next); return [one.get(1)(1), one.grow(1), one.length] })
  note('own table full', () => new WebAssembly.Table({ initial: 2, maximum: 3, element: 'anyfunc' }).grow(2))
  note('reversed', () => new WebAssembly.Memory({ initial: 2, maximum: 1 }))
  note('no size', () => new WebAssembly.Memory({}))
  note('invalid', () => new WebAssembly.Module(bytes.subarray(0, 30)))
  note('no bytes', () => new WebAssembly.Module('text'))
  note('empty', () => new WebAssembly.Module(new Uint8Array(0)))
  note('ill typed', () => new WebAssembly.Module(Uint8Array.from([...header, ...section(1, [[0x60, 0, 1, i32]]), ...section(3, [[0]]), ...section(10, [body(0x20, 9)])])))
  note('validate', () => [WebAssembly.validate(bytes), WebAssembly.validate(Uint8Array.of(0))])
  note('called', () => WebAssembly.Module(bytes))
  note('names', () => [String(WebAssembly), Object.prototype.toString.call(module), typeof WebAssembly.instantiate])
}
run()
let settled = 0
WebAssembly.instantiate(bytes, { env: { start: 1, twice: (x) => x } }).then(({ module, instance }) => {
  settled += module instanceof WebAssembly.Module && instance.exports.viaImport(3)
})
WebAssembly.instantiate(Uint8Array.of(1)).catch((error) => { settled += error instanceof WebAssembly.CompileError ? 10 : 0 })

registerProcessor('references', class extends AudioWorkletProcessor {
  process(inputs, outputs) {
    const all = `${lines.join('\n')}\nsettled: ${settled}\n`
    for (const channel of outputs[0]) {
      for (let frame = 0; frame < channel.length; frame++) channel[frame] = (all.charCodeAt(currentFrame + frame) || 0) / 256
    }
    return true
  }
})
