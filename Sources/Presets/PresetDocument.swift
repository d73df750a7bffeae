// A preset together with the text it was read from. Made once, then a value that any thread may read.

/// The first of two stages: a text whose syntax and shape are right. It knows no effects yet; `resolve` is the second.
package struct PresetDocument: Sendable {
    /// Where the parts of one member stand.
    struct Place: Sendable {
        /// The key; where there is none, the value.
        var key: SourceSpan
        var value: SourceSpan
    }

    /// What the text says.
    package let preset: Preset
    /// The text.
    package let source: PresetSource
    /// Where each part of the preset stands, by its path (`nodes[1].parameters.cutoff`).
    let places: [String: Place]

    init(preset: Preset, source: PresetSource, places: [String: Place]) {
        self.preset = preset
        self.source = source
        self.places = places
    }

    /// Reads a preset.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - path: the file's path, for messages and because files named in the preset are relative to it.
    /// - Throws: everything that is wrong with the text, in its order.
    package static func parse(_ bytes: [UInt8], path: String) throws(PresetError) -> PresetDocument {
        let source = PresetSource(name: path, style: .file, bytes: bytes)
        var reader = PresetReader()
        var preset: Preset?
        do throws(LocatedProblem) {
            try checkText(bytes, what: "the preset", limit: PresetLimits.fileBytes)
            preset = reader.preset(from: try JSONLocator.tree(of: bytes))
        } catch {
            reader.problems.add(error.problem, at: error.span)
        }
        if let error = reader.problems.error(in: source) { throw error }
        guard let preset else { preconditionFailure("a preset that could not be read has a problem") }
        return PresetDocument(preset: preset, source: source, places: reader.places)
    }

    /// The same preset, whose problems are told under another name.
    ///
    /// - Parameters:
    ///   - name: what people know it by.
    ///   - directory: the folder that files named in the preset are relative to.
    package func named(_ name: String, in directory: String) -> PresetDocument {
        PresetDocument(preset: preset, source: source.named(name, in: directory), places: places)
    }

    /// Reads a preset file, at most `PresetLimits.fileBytes` of it.
    ///
    /// - Throws: as `parse`; also when the file can't be read.
    package static func read(path: String) throws(PresetError) -> PresetDocument {
        try parse(try PresetFile.bytes(of: path), path: path)
    }

    /// Checks size and encoding, before anything is read.
    static func checkText(_ bytes: [UInt8], what: String, limit: Int) throws(LocatedProblem) {
        guard bytes.count <= limit else {
            throw LocatedProblem(span: nil, problem: .tooLarge(what: what, limit: limit))
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        // Repairing puts three bytes where the first wrong one was.
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        let offset = zip(bytes, repaired).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? bytes.count - 1
        throw LocatedProblem(
            span: SourceSpan(start: offset, end: offset + 1), problem: .notText(found: bytes[offset]))
    }
}
