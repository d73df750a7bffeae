// The WebAssembly of one script instance: its modules, their instances and what these export, by number. Made by set-up,
// taken down with the store; thread: the one that runs the effect.

import WasmEngine

/// What stands behind a script's `WebAssembly`.
///
/// Lives at a fixed address, which `GuestContext` holds.
struct ScriptModules: ~Copyable {
    /// A function that the script can call, or a call of the script's by such a function.
    struct Callable: BitwiseCopyable {
        let function: WasmFunction
        let parameterCount: UInt8
        let resultCount: UInt8
        /// Whether it takes and gives numbers alone. Anything else must never be made of bits that a script writes.
        let isPlain: Bool

        var valueCount: Int { @_noLocks get { Int(max(parameterCount, resultCount)) } }
    }

    struct Instance {
        let module: ScriptModule
        let instance: WasmInstance
        /// What it was given for its imports.
        let handles: [Int32]
        let record: WasmGlobal
        var isInUse = true
    }

    static let mostModules = 64
    static let mostInstances = 64
    static let mostFunctions = 16_384
    static let mostItems = 4_096
    /// Functions of the host's, one for each that an instance imports from the script. They live as long as the store, also
    /// where instantiating then fails.
    static let mostCallBacks = 16_384
    /// Values of all calls that go on at a time.
    private static let valueCapacity = 8_192
    /// Traps that wait to be freed where that may take time.
    private static let trapCapacity = 256

    let runtime: EffectRuntime
    /// The script's memory, and what of its engine is called from here.
    let memory: WasmMemory
    let enter: WasmFunction
    let grow: WasmFunction

    var modules: [ScriptModule] = []
    var instances: [Instance] = []
    var globals: [WasmGlobal] = []
    var tables: [WasmTable] = []
    var functionsByIdentity: [UInt: Int32] = [:]
    /// Of all modules together.
    var moduleByteCount = 0
    var callBackCount = 0

    let functions: UnsafeMutablePointer<Callable>
    var functionCount = 0

    private let values: UnsafeMutablePointer<RawValue>
    private var usedValues = 0
    private let traps: UnsafeMutablePointer<WasmTrap>
    private var trapCount = 0

    /// Whether a function of the script's threw: then it is an exception that unwinds, and no fault.
    var hasThrown = false
    /// What ends the effect.
    private var failure: WasmTrap?

    init(runtime: EffectRuntime, memory: WasmMemory, enter: WasmFunction, grow: WasmFunction) {
        self.runtime = runtime
        self.memory = memory
        self.enter = enter
        self.grow = grow
        functions = .allocate(capacity: Self.mostFunctions)
        values = .allocate(capacity: Self.valueCapacity)
        traps = .allocate(capacity: Self.trapCapacity)
    }

    deinit {
        for index in 0..<trapCount { _ = traps[index].describe() }
        _ = failure?.describe()
        functions.deallocate()
        values.deallocate()
        traps.deallocate()
    }

    /// What ended the effect; nil when it was nothing in here. Frees the trap: not on the audio thread.
    mutating func takeFailure() -> TrapReport? {
        guard let failure else { return nil }
        self.failure = nil
        return failure.describe()
    }

    /// Notes what ends the effect. Always false, to be returned.
    @_noLocks
    mutating func fail(_ trap: WasmTrap) -> Bool {
        // What came first is the reason; another is freed with the rest.
        if failure == nil {
            failure = trap
        } else {
            _ = keep(trap)
        }
        return false
    }

    /// Keeps a trap that the script may catch, to be freed later. False when too many are kept.
    @_noLocks
    private mutating func keep(_ trap: WasmTrap) -> Bool {
        guard trapCount < Self.trapCapacity else { return false }
        (traps + trapCount).initialize(to: trap)
        trapCount &+= 1
        return true
    }

    /// Frees the traps that were kept. Not on the audio thread.
    mutating func freeTraps() {
        for index in 0..<trapCount { _ = traps[index].describe() }
        trapCount = 0
    }

    // MARK: - Calls

    /// What a call answers. A trap's own number comes after these.
    enum Answer {
        static var returned: Int32 { @_noLocks get { 0 } }
        static var threw: Int32 { @_noLocks get { 1 } }
        static var firstTrap: Int32 { @_noLocks get { 2 } }
        static var refused: Int32 { @_noLocks get { -1 } }
    }

    /// Calls a function, with eight bytes for each argument, and each result, at an address of the script's memory. Nil
    /// ends the effect.
    @_noLocks
    mutating func run(_ call: HostCall, function index: UInt32, values address: UInt32) -> Int32? {
        guard index < UInt32(truncatingIfNeeded: functionCount) else { return Answer.refused }
        let callable = functions[Int(index)]
        guard callable.isPlain else { return Answer.refused }
        let count = callable.valueCount
        guard let place = Self.place(address, count, in: call.bytes(of: memory)) else { return nil }
        guard usedValues &+ count <= Self.valueCapacity else { return Self.number(.stackOverflow) }
        // Calls may be within calls, each with values of its own.
        let slots = values + usedValues
        for index in 0..<Int(callable.parameterCount) { slots[index] = RawValue(u64: place[index]) }
        usedValues &+= count
        let trap = call.call(callable.function, slots, count: count)
        usedValues &-= count
        if let trap { return answer(trap) }
        // Memory may have grown, and moved.
        guard let results = Self.place(address, count, in: call.bytes(of: memory)) else { return nil }
        for index in 0..<Int(callable.resultCount) { results[index] = slots[index].u64 }
        return Answer.returned
    }

    /// A function of WebAssembly calls one of the script's. False when it threw, or the effect is over.
    @_noLocks
    mutating func callBack(
        _ call: HostCall, _ slots: UnsafeMutablePointer<RawValue>, instance: Int32, item: Int32, scratch: UInt32,
        parameterCount: Int, resultCount: Int
    ) -> Bool {
        guard failure == nil else { return false }
        let count = max(parameterCount, resultCount)
        guard let place = Self.place(scratch, count, in: call.bytes(of: memory)) else { return false }
        for index in 0..<parameterCount { place[index] = slots[index].u64 }
        guard usedValues &+ 2 <= Self.valueCapacity else { return false }
        let own = values + usedValues
        usedValues &+= 2
        own[0] = RawValue(i32: instance)
        own[1] = RawValue(i32: item)
        let trap = call.call(enter, own, count: 2)
        usedValues &-= 2
        // The script's engine itself was stopped in the middle of something: nothing of it may run again.
        if let trap { return fail(trap) }
        guard own[0].i32 == 0 else {
            hasThrown = true
            return false
        }
        guard let results = Self.place(scratch, count, in: call.bytes(of: memory)) else { return false }
        for index in 0..<resultCount { slots[index] = RawValue(u64: results[index]) }
        return true
    }

    /// What becomes of a trap: an exception of JavaScript's, or the effect's end.
    @_noLocks
    private mutating func answer(_ trap: WasmTrap) -> Int32? {
        let code = trap.code
        var answer: Int32?
        switch code {
        case .host where hasThrown:
            hasThrown = false
            answer = Answer.threw
        case .deadlineExceeded, .host, .canonicalABI, .other: answer = nil
        default: answer = Self.number(code)
        }
        guard failure == nil, let answer, keep(trap) else {
            _ = fail(trap)
            return nil
        }
        return answer
    }

    @_noLocks
    private static func number(_ code: TrapCode) -> Int32 {
        switch code {
        case .unreachable: Answer.firstTrap
        case .stackOverflow: Answer.firstTrap &+ 1
        case .memoryOutOfBounds: Answer.firstTrap &+ 2
        case .tableOutOfBounds: Answer.firstTrap &+ 3
        case .indirectCallToNull: Answer.firstTrap &+ 4
        case .indirectCallSignature: Answer.firstTrap &+ 5
        case .integerOverflow: Answer.firstTrap &+ 6
        case .divisionByZero: Answer.firstTrap &+ 7
        case .invalidConversionToInteger: Answer.firstTrap &+ 8
        default: Answer.firstTrap
        }
    }

    /// Where so many values of eight bytes lie; nil when they don't lie in memory.
    @_noLocks
    static func place(
        _ address: UInt32, _ count: Int, in bytes: UnsafeMutableRawBufferPointer
    ) -> UnsafeMutablePointer<UInt64>? {
        guard address % 8 == 0, Int(address) &+ count &* 8 <= bytes.count, let base = bytes.baseAddress else {
            return nil
        }
        // SAFETY: the guard has found these bytes to lie in memory, whose base is aligned to a page.
        return (base + Int(address)).assumingMemoryBound(to: UInt64.self)
    }
}
