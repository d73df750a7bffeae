// What kind of trap stopped a component: wasmtime says so in words only. Any thread but the audio thread.

extension TrapCode {
    /// Reads the last line of an error's text: wasmtime puts names out of the component before the cause, so none of
    /// them can pose as one.
    init(componentError text: String) {
        let line = WasmtimeFailure.oneLine(text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "")
        guard let trap = line.firstRange(of: Self.mark) else {
            self = line.hasPrefix(HostFunctionEnvironment.refusal) ? .host : .canonicalABI
            return
        }
        let cause = line[trap.upperBound...]
        self = Self.causes.first { cause.hasPrefix($0.text) }?.code ?? .other
    }

    private static let mark = "wasm trap: "

    /// Source: wasmtime 50, `crates/environ/src/trap_encoding.rs`; a test has a component trap in each of these ways.
    private static let causes: [(text: String, code: TrapCode)] = [
        ("call stack exhausted", .stackOverflow),
        ("out of bounds memory access", .memoryOutOfBounds),
        ("undefined element: out of bounds table access", .tableOutOfBounds),
        ("uninitialized element", .indirectCallToNull),
        ("indirect call type mismatch", .indirectCallSignature),
        ("integer overflow", .integerOverflow),
        ("integer divide by zero", .divisionByZero),
        ("invalid conversion to integer", .invalidConversionToInteger),
        ("wasm `unreachable` instruction executed", .unreachable),
        ("interrupt", .deadlineExceeded),
    ]
}
