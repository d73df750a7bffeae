// `WebAssembly`, as scripts see it: https://webassembly.github.io/spec/js-api/ without streaming, threads, exceptions and
// custom sections. Evaluated when a script first looks at it; `host` is what modules.c gives it.
(function (host) {
  'use strict'
  const pageLimit = 65536
  // What the host answers: wrong, not available now, null.
  const [unavailable, none] = [-2, -3]

  const makeError = (name) => {
    const one = { [name]: class extends Error {} }[name]
    Object.defineProperty(one.prototype, 'name', { value: name, writable: true, configurable: true })
    return one
  }
  const CompileError = makeError('CompileError')
  const LinkError = makeError('LinkError')
  const RuntimeError = makeError('RuntimeError')
  host.setRuntimeError(RuntimeError)

  const bytesOf = (source, what) => {
    if (source instanceof ArrayBuffer) return new Uint8Array(source)
    if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    throw new TypeError(`${what}: Argument 0 must be a buffer source`)
  }

  // A whole number from an object's member; `Infinity` and `NaN` are refused as in browsers.
  const whole = (value, what, least, most) => {
    const number = Math.trunc(Number(value))
    if (!(number >= least && number <= most)) {
      throw new TypeError(`${what}: must be a whole number from ${least} to ${most}`)
    }
    return number
  }

  const rangeOf = (descriptor, what, most) => {
    if (typeof descriptor !== 'object' || descriptor === null) {
      throw new TypeError(`${what}: Argument 0 must be a descriptor`)
    }
    const initial = whole(descriptor.initial ?? descriptor.minimum, `${what}: Property 'initial'`, 0, most)
    const maximum = descriptor.maximum === undefined
      ? undefined : whole(descriptor.maximum, `${what}: Property 'maximum'`, 0, 2 ** 32 - 1)
    if (maximum !== undefined && maximum < initial) {
      throw new RangeError(`${what}: Property 'maximum': value ${maximum} is below the lower bound ${initial}`)
    }
    return { initial, maximum }
  }

  // What stands for something of the host's is made with this key, which no script has.
  const key = {}
  const check = (given, what) => { if (given !== key) throw new TypeError(what) }

  // MARK: - Modules

  class Module {
    #number
    #description

    constructor(source) {
      const bytes = bytesOf(source, 'WebAssembly.Module()')
      const [number, report] = host.compile(bytes)
      if (number === unavailable) throw new RangeError(`WebAssembly.Module(): ${report || 'not available here'}`)
      if (number < 0) throw new CompileError(`WebAssembly.Module(): ${report}`)
      this.#number = number
      this.#description = host.describe(number)
    }

    static exports(module) {
      return insideModule(key, module, 'WebAssembly.Module.exports()').description.exports
        .map(({ name, kind }) => ({ name, kind }))
    }

    static imports(module) {
      return insideModule(key, module, 'WebAssembly.Module.imports()').description.imports
        .map(({ module, name, kind }) => ({ module, name, kind }))
    }

    static inside(given, module, what) {
      check(given, what)
      if (typeof module !== 'object' || module === null || !(#number in module)) {
        throw new TypeError(`${what}: Argument 0 must be a WebAssembly.Module`)
      }
      return { number: module.#number, description: module.#description }
    }
  }
  const insideModule = Module.inside
  delete Module.inside

  // MARK: - Memories, tables, globals

  class Memory {
    #number

    constructor(descriptor, given) {
      if (given === key) {
        this.#number = descriptor
        return
      }
      const { initial, maximum } = rangeOf(descriptor, 'WebAssembly.Memory()', pageLimit)
      if (descriptor.shared) throw new TypeError('WebAssembly.Memory(): shared memories need threads, which effects do not have')
      this.#number = newMemory(key, initial, maximum)
    }

    get buffer() { return host.buffer(this.#number) }

    grow(delta) {
      const pages = whole(delta, 'WebAssembly.Memory.grow(): Argument 0', 0, 2 ** 32 - 1)
      const before = pages <= pageLimit ? host.growMemory(this.#number, pages) : -1
      if (before < 0) throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')
      return before
    }

    static make(given, initial, maximum) {
      check(given, 'Illegal constructor')
      const number = host.newMemory(initial, Math.min(maximum ?? pageLimit, pageLimit))
      if (number < 0) throw new RangeError('WebAssembly.Memory(): could not allocate memory')
      return number
    }

    static number(given, memory) {
      check(given, 'Illegal invocation')
      return typeof memory === 'object' && memory !== null && #number in memory ? memory.#number : -1
    }
  }
  const { make: newMemory, number: numberOfMemory } = Memory
  delete Memory.make
  delete Memory.number

  // JavaScript's functions for functions of WebAssembly, and back.
  const functions = new Map()
  const numbers = new WeakMap()
  const functionOf = (number) => {
    let one = functions.get(number)
    if (!one) {
      one = host.callable(number, String(number))
      functions.set(number, one)
      numbers.set(one, number)
    }
    return one
  }

  // A module of two sections, with one thing that it exports as `it`: how tables and globals are made.
  const alone = (section, kind, contents) => {
    const name = [2, 0x69, 0x74, kind, 0]
    const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, section, contents.length + 1, 1, ...contents, 7, name.length + 1, 1, ...name]
    const [number] = host.compile(Uint8Array.from(bytes))
    const [instance] = number < 0 ? [-1] : host.link(number, -1, [], [], [])
    if (instance < 0) throw new RangeError('WebAssembly: tables and globals can be made only while the effect is set up')
    start(instance)
    return host.export(instance, 0)[0]
  }

  const unsigned = (value) => {
    const bytes = []
    do {
      bytes.push((value % 128) | (value >= 128 ? 128 : 0))
      value = Math.floor(value / 128)
    } while (value > 0)
    return bytes
  }

  class Table {
    #number

    constructor(descriptor, value) {
      if (value === key) {
        this.#number = descriptor
        return
      }
      const { initial, maximum } = rangeOf(descriptor, 'WebAssembly.Table()', 10000)
      if (descriptor.element !== 'anyfunc' && descriptor.element !== 'funcref') {
        throw new TypeError("WebAssembly.Table(): Descriptor property 'element' must be a WebAssembly reference type")
      }
      this.#number = alone(
        4, 1, [0x70, maximum === undefined ? 0 : 1, ...unsigned(initial), ...(maximum === undefined ? [] : unsigned(maximum))])
      if (value !== undefined && value !== null) for (let at = 0; at < initial; at++) this.set(at, value)
    }

    get length() { return host.tableSize(this.#number) }

    get(index) {
      const [number] = host.element(this.#number, this.#place(index, 'get'))
      if (number === none) return null
      if (number < 0) throw new RangeError('WebAssembly.Table.get(): the function can not be had')
      return functionOf(number)
    }

    set(index, value) {
      const place = this.#place(index, 'set')
      host.setElement(this.#number, place, this.#function(value, 'set'))
    }

    grow(delta, value) {
      const count = whole(delta, 'WebAssembly.Table.grow(): Argument 0', 0, 2 ** 32 - 1)
      const before = count > 10000 ? -1 : host.growTable(this.#number, count, this.#function(value, 'grow'))
      if (before < 0) throw new RangeError('WebAssembly.Table.grow(): failed to grow table')
      return before
    }

    #place(index, what) {
      const place = Math.trunc(Number(index))
      if (!(place >= 0 && place < this.length)) {
        throw new RangeError(`WebAssembly.Table.${what}(): invalid address ${index} in table of size ${this.length}`)
      }
      return place
    }

    #function(value, what) {
      if (value === undefined || value === null) return -1
      const number = numbers.get(value)
      if (number === undefined) {
        throw new TypeError(`WebAssembly.Table.${what}(): Argument 1 is invalid for table: function-typed object expected`)
      }
      return number
    }

    static number(given, table) {
      check(given, 'Illegal invocation')
      return typeof table === 'object' && table !== null && #number in table ? table.#number : -1
    }
  }
  const numberOfTable = Table.number
  delete Table.number

  // Of the letters that the host has for types: the code, and a constant of 0.
  const types = {
    i32: ['i', 0x7f, [0x41, 0]], i64: ['I', 0x7e, [0x42, 0]],
    f32: ['f', 0x7d, [0x43, 0, 0, 0, 0]], f64: ['F', 0x7c, [0x44, 0, 0, 0, 0, 0, 0, 0, 0]],
  }

  class Global {
    #number
    #type
    #isMutable

    constructor(descriptor, value, given) {
      if (given === key) {
        [this.#number, this.#type, this.#isMutable] = descriptor
        return
      }
      if (typeof descriptor !== 'object' || descriptor === null) {
        throw new TypeError('WebAssembly.Global(): Argument 0 must be a global descriptor')
      }
      const type = types[String(descriptor.value)]
      if (!type) throw new TypeError("WebAssembly.Global(): Descriptor property 'value' must be a WebAssembly type")
      const [letter, code, zero] = type
      this.#type = letter
      this.#isMutable = Boolean(descriptor.mutable)
      if (!this.#isMutable) {
        this.#number = constant(letter, value === undefined ? (letter === 'I' ? 0n : 0) : value)
        return
      }
      this.#number = alone(6, 3, [code, 1, ...zero, 0x0b])
      if (value !== undefined) host.global(this.#number, letter, value)
    }

    get value() { return host.global(this.#number, this.#type) }

    set value(value) {
      if (!this.#isMutable) {
        throw new TypeError("set WebAssembly.Global.value: Can't set the value of an immutable global.")
      }
      host.global(this.#number, this.#type, value)
    }

    valueOf() { return this.value }

    static inside(given, global) {
      check(given, 'Illegal invocation')
      return typeof global === 'object' && global !== null && #number in global
        ? { number: global.#number, type: global.#type, isMutable: global.#isMutable } : undefined
    }
  }
  const insideGlobal = Global.inside
  delete Global.inside

  // MARK: - Instances

  const start = (instance) => functionOf(host.export(instance, -1)[0])()

  // A number for what is imported, -1 for a function of the script's, and what is wrong with it otherwise.
  const handleOf = (item, value, fail) => {
    switch (item.kind) {
      case 'function':
        if (typeof value !== 'function') fail('function import requires a callable')
        return numbers.get(value) ?? -1
      case 'memory': {
        const number = numberOfMemory(key, value)
        if (number < 0) fail('memory import must be a WebAssembly.Memory object')
        const pages = host.pages(number)
        if (pages < item.minimum) fail(`memory import has ${pages} pages which is smaller than the declared initial of ${item.minimum}`)
        if (item.maximum !== undefined && host.maximum(number) > item.maximum) {
          fail(`memory import has a larger maximum size ${host.maximum(number)} than the module's declared maximum ${item.maximum}`)
        }
        return number
      }
      case 'table': {
        const number = numberOfTable(key, value)
        if (number < 0) fail('table import requires a WebAssembly.Table')
        return number
      }
      case 'global': {
        const inside = insideGlobal(key, value)
        if (inside) {
          if (inside.type !== item.type || inside.isMutable !== item.isMutable) fail('imported global does not match the expected type')
          return inside.number
        }
        if (item.isMutable) fail('imported mutable global must be a WebAssembly.Global object')
        if (item.type === 'I' ? typeof value !== 'bigint' : typeof value !== 'number') fail('global import must be a number, valid Wasm reference, or WebAssembly.Global object')
        return constant(item.type, value)
      }
      default: return fail('it is of no kind that can be imported')
    }
  }

  // An immutable global, whose value stands in its module's bytes.
  const constant = (type, value) => {
    const view = new DataView(new ArrayBuffer(8))
    const signed = (number) => {
      const bytes = []
      let rest = BigInt(number)
      while (rest < -64n || rest >= 64n) {
        bytes.push(Number(rest & 127n) | 128)
        rest >>= 7n
      }
      return [...bytes, Number(rest & 127n)]
    }
    const bytes = (count) => [...new Uint8Array(view.buffer, 0, count)]
    switch (type) {
      case 'i': return alone(6, 3, [0x7f, 0, 0x41, ...signed(value | 0), 0x0b])
      case 'I': return alone(6, 3, [0x7e, 0, 0x42, ...signed(BigInt.asIntN(64, value)), 0x0b])
      case 'f':
        view.setFloat32(0, value, true)
        return alone(6, 3, [0x7d, 0, 0x43, ...bytes(4), 0x0b])
      default:
        view.setFloat64(0, value, true)
        return alone(6, 3, [0x7c, 0, 0x44, ...bytes(8), 0x0b])
    }
  }

  const letters = (item) => item.kind === 'function' ? item.type : ''

  class Instance {
    constructor(module, imports) {
      const what = 'WebAssembly.Instance()'
      const { number, description } = insideModule(key, module, what)
      if (description.imports.length > 0 && (typeof imports !== 'object' || imports === null)) {
        throw new TypeError(`${what}: Imports argument must be present and must be an object`)
      }
      const values = description.imports.map((item, index) => {
        const space = imports[item.module]
        if ((typeof space !== 'object' && typeof space !== 'function') || space === null) {
          throw new TypeError(`${what}: Import #${index} "${item.module}": module is not an object or function`)
        }
        return space[item.name]
      })
      let memory
      const handles = description.imports.map((item, index) => handleOf(item, values[index], (reason) => {
        throw new LinkError(`${what}: Import #${index} "${item.module}" "${item.name}": ${reason}`)
      }))
      description.imports.forEach((item, index) => { if (item.kind === 'memory') memory = values[index] })
      if (description.memory) {
        memory = new Memory(newMemory(key, description.memory.minimum, description.memory.maximum), key)
      }
      const [instance, report] = host.link(
        number, memory ? numberOfMemory(key, memory) : -1,
        description.imports.map((item, index) => item.kind === 'memory' ? -1 : handles[index]),
        values, description.imports.map(letters))
      if (instance === unavailable) throw new RangeError(`${what}: ${report}`)
      if (instance < 0) throw new LinkError(`${what}: ${report}`)

      const exports = Object.create(null)
      description.exports.forEach((item, index) => {
        const [handle] = item.kind === 'memory' ? [] : host.export(instance, index)
        if (handle === -1) throw new RangeError(`${what}: the export "${item.name}" is more than can be kept`)
        exports[item.name] =
          item.kind === 'function' ? functionOf(handle)
          : item.kind === 'memory' ? memory
          : item.kind === 'table' ? new Table(handle, key)
          : new Global([handle, item.type, item.isMutable], undefined, key)
      })
      Object.defineProperty(this, 'exports', { value: Object.freeze(exports), enumerable: true, configurable: true })
      start(instance)
    }
  }

  // The text of the module that `import … from './kernel.wasm'` stands for, which finds the WebAssembly.Module in its
  // `import.meta`. https://github.com/WebAssembly/esm-integration
  host.setWrapper((module) => {
    const { description } = insideModule(key, module, 'import')
    const spaces = [...new Set(description.imports.map((item) => item.module))]
    const quoted = JSON.stringify
    const lines = spaces.map((space, index) => `import * as space${index} from ${quoted(space)}`)
    const imports = spaces.map((space, index) => `[${quoted(space)}]: space${index}`).join()
    lines.push(`const { exports } = new WebAssembly.Instance(import.meta.module, { ${imports} })`)
    lines.push('const valueOf = (item) => item instanceof WebAssembly.Global ? item.value : item')
    description.exports.forEach(({ name }, index) => {
      lines.push(`const item${index} = valueOf(exports[${quoted(name)}]); export { item${index} as ${quoted(name)} }`)
    })
    return lines.join('\n')
  })

  // MARK: - The namespace

  const asynchronously = (body) => new Promise((resolve) => resolve(body()))
  const WebAssembly = {
    validate: (source) => host.validate(bytesOf(source, 'WebAssembly.validate()')),
    compile: (source) => asynchronously(() => new Module(source)),
    instantiate: (source, imports) => asynchronously(() => {
      if (source instanceof Module) return new Instance(source, imports)
      const module = new Module(bytesOf(source, 'WebAssembly.instantiate()'))
      return { module, instance: new Instance(module, imports) }
    }),
  }
  for (const [name, value] of Object.entries({ Module, Instance, Memory, Table, Global, CompileError, LinkError, RuntimeError })) {
    Object.defineProperty(WebAssembly, name, { value, writable: true, configurable: true })
    if (!(value.prototype instanceof Error)) {
      Object.defineProperty(value.prototype, Symbol.toStringTag, { value: `WebAssembly.${name}`, configurable: true })
    }
  }
  Object.defineProperty(WebAssembly, Symbol.toStringTag, { value: 'WebAssembly', configurable: true })
  return { WebAssembly }
})
