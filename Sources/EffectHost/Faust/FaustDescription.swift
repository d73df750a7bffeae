// What a Faust module says of itself, checked: all that is handed to it later is from here. A value, any thread.

/// A Faust program as an effect.
struct FaustDescription: Equatable, Sendable {
    let name: String
    let version: String
    let summary: String
    /// Of one instance's state.
    let stateBytes: Int
    let inputCount: Int
    let outputCount: Int
    let isDouble: Bool
    private(set) var parameters: [FaustParameter] = []
    private(set) var meters: [FaustMeter] = []
    /// What the program asks for and doesn't get, a sentence each without its full stop.
    private(set) var warnings: [String] = []

    /// Checks what a module says of itself.
    ///
    /// Errors: what is missing, too much, out of place, or can't be had here.
    init(of module: FaustModule) throws(FaustProblem) {
        let document = module.document
        isDouble = module.isDouble
        guard let size = document.size, size >= 0 else { throw .missing("size") }
        guard size <= FaustLimits.stateBytes else { throw .tooLarge(byteCount: size, limit: FaustLimits.stateBytes) }
        stateBytes = size
        guard let inputs = document.inputs, inputs >= 0 else { throw .missing("number of inputs") }
        guard let outputs = document.outputs, outputs >= 0 else { throw .missing("number of outputs") }
        guard max(inputs, outputs) <= FaustLimits.channels else {
            throw .tooMany("inputs or outputs", found: max(inputs, outputs), limit: FaustLimits.channels)
        }
        guard inputs > 0 else { throw .noInput }
        guard outputs > 0 else { throw .noOutput }
        (inputCount, outputCount) = (inputs, outputs)
        name = FaustText.shown(document.declared("name") ?? document.name) ?? "Faust effect"
        version = FaustText.shown(document.declared("version")) ?? ""
        summary = Self.summary(of: document)
        var interface = FaustInterface(stateBytes: size, valueBytes: isDouble ? 8 : 4)
        try interface.read(document.ui ?? [])
        (parameters, meters) = interface.named()
        warnings = interface.warnings
        if let options = document.declared("options"), options.contains("nvoices") {
            warnings.append("it would be played with several voices, and is an effect with one here")
        }
    }

    private static func summary(of document: FaustDocument) -> String {
        var summary = FaustText.shown(document.declared("description")) ?? "An effect written in Faust"
        while summary.hasSuffix(".") { summary.removeLast() }
        if let author = FaustText.shown(document.declared("author")) { summary += ", by \(author)" }
        return summary + "."
    }
}
