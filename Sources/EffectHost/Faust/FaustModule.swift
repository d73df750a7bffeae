// A module that Faust's compiler has made, read and held against its ABI. Nothing of it runs. A value, any thread.
// Source: the output of `faust -lang wasm`, and the wrappers that come with Faust (share/faust/webaudio)

import WasmBinary

/// A Faust module, of which every part is as Faust makes it.
struct FaustModule {
    let binary: ModuleBinary
    let isDouble: Bool
    /// What it says of itself.
    let document: FaustDocument
    /// The indices of its functions.
    let initializer, compute, setter, getter: Int

    typealias FunctionType = ModuleSummary.FunctionType

    /// Whether a module is to be taken for Faust's, in order or not.
    static func isOne(_ summary: ModuleSummary) -> Bool {
        ["compute", "getNumInputs", "setParamValue"].allSatisfy { summary.export($0) != nil }
    }

    /// Errors: in what it isn't as Faust makes them.
    init(_ binary: ModuleBinary) throws(FaustProblem) {
        self.binary = binary
        let summary = binary.summary
        try Self.checkSections(summary)
        isDouble = summary.export("setParamValue")?.entity == .function(Self.setterType(.f64))
        let sample: ModuleSummary.ValueType = isDouble ? .f64 : .f32
        let pair = FunctionType(parameters: [.i32, .i32], results: [])
        func function(_ name: String, _ type: FunctionType) throws(FaustProblem) -> Int {
            guard let export = summary.export(name) else { throw .missingExport(name, expected: "function \(type)") }
            guard export.entity == .function(type), let index = binary.export(name)?.index else {
                throw .wrongExport(name, found: "\(export.entity)", expected: "function \(type)")
            }
            return index
        }
        initializer = try function("init", pair)
        compute = try function("compute", FunctionType(parameters: [.i32, .i32, .i32, .i32], results: []))
        setter = try function("setParamValue", Self.setterType(sample))
        getter = try function("getParamValue", FunctionType(parameters: [.i32, .i32], results: [sample]))
        // Known to be there, and of this type, but not called: what they do, the description says or the runtime does.
        _ = try function("getNumInputs", FunctionType(parameters: [.i32], results: [.i32]))
        _ = try function("getNumOutputs", FunctionType(parameters: [.i32], results: [.i32]))
        _ = try function("instanceClear", FunctionType(parameters: [.i32], results: []))
        document = try Self.document(of: binary)
    }

    private static func setterType(_ sample: ModuleSummary.ValueType) -> FunctionType {
        FunctionType(parameters: [.i32, .i32, sample], results: [])
    }

    /// The parts that no Faust module has, and that would outlive being linked in a way of their own.
    private static func checkSections(_ summary: ModuleSummary) throws(FaustProblem) {
        guard case .memory(let memory) = summary.export("memory")?.entity else {
            throw .missingExport("memory", expected: "memory")
        }
        guard !memory.isShared, !memory.is64Bit else { throw .unexpected("a shared memory, or one of 64 bits") }
        guard summary.memories.count == 1 else { throw .unexpected("\(summary.memories.count) memories") }
        guard summary.tables.isEmpty, summary.elementSegmentCount == 0 else { throw .unexpected("a table") }
        guard summary.globals.isEmpty else { throw .unexpected("global variables") }
        guard summary.tags.isEmpty else { throw .unexpected("exceptions") }
        guard summary.startFunction == nil else { throw .unexpected("a start function") }
        guard summary.functions.count <= FaustLimits.functions else {
            throw .tooMany("functions", found: summary.functions.count, limit: FaustLimits.functions)
        }
        let codeBytes = summary.codeSizes.reduce(0, +)
        guard codeBytes <= FaustLimits.codeBytes else {
            throw .tooMany("bytes of code", found: codeBytes, limit: FaustLimits.codeBytes)
        }
    }

    private static func document(of binary: ModuleBinary) throws(FaustProblem) -> FaustDocument {
        guard let segment = binary.layout.dataSegments.first else { throw .noDescription }
        guard binary.layout.dataSegments.count == 1 else { throw .unexpected("data besides its description") }
        guard case .active(0, let offset) = segment.mode, (try? binary.constant(offset, globals: []))??.address == 0
        else { throw .noDescription }
        return try FaustDocument.read(binary.bytes[segment.contents])
    }
}
