// Makes presets of other programs' files. Any thread that may wait and compute for a while, but the audio thread.

/// A file of another program as a preset of the `equalizer`.
///
/// Source: Equalizer APO's configuration reference; AutoEq's results; the Audio EQ Cookbook.
package struct PresetImport: Sendable {
    /// What became of each line.
    package let report: ImportReport
    /// Nil where a line that changes the sound can't be taken over: `report.refusals`.
    package let preset: Preset?

    /// How to go about it.
    package struct Options: Sendable {
        /// Nil: what the file looks like.
        package var format: ImportFormat?
        /// The preset's; nil: the file's.
        package var name: String?
        /// Whether lines that change the sound may be left out.
        package var isLenient: Bool

        package init(format: ImportFormat? = nil, name: String? = nil, isLenient: Bool = false) {
            self.format = format
            self.name = name
            self.isLenient = isLenient
        }
    }

    /// Reads a file and takes over what is in it.
    ///
    /// Errors: it can't be read, is no text, too large, or none of its lines is of a format that is known.
    package init(path: String, options: Options = Options()) throws(ImportError) {
        let bytes: [UInt8]
        do {
            bytes = try PresetFile.bytes(of: path)
        } catch {
            throw ImportError(.unreadable(error.problems.first?.complaint ?? ""), path: path)
        }
        try self.init(bytes: bytes, path: path, options: options)
    }

    /// The same for a file's bytes. Equal bytes give equal presets.
    package init(bytes: [UInt8], path: String, options: Options = Options()) throws(ImportError) {
        guard bytes.count <= ImportLimits.fileBytes else { throw ImportError(.tooLarge, path: path) }
        do throws(ImportText.Fault) {
            let lines = try ImportText.lines(of: bytes).enumerated().compactMap { index, text in
                ImportLine(number: index + 1, text: text)
            }
            guard let found = ImportFormat.sniffed(lines) else { throw ImportText.Fault(kind: .unknownFormat) }
            var work = try EqualizerImport(lines, format: options.format ?? found, isLenient: options.isLenient)
            guard work.report.refusals.isEmpty else {
                report = work.report
                preset = nil
                return
            }
            try work.finish()
            report = work.report
            let file = String(path.split(separator: "/").last ?? "")
            preset = work.preset(
                name: options.name ?? Self.name(from: file),
                source: DisplayText.escaped(file, limit: PresetLimits.nameLength))
        } catch {
            throw ImportError(error.kind, path: path)
        }
    }

    /// Whether a preset may be called that.
    package static func isName(_ text: String) -> Bool { TextRule.name.problem(with: text) == nil }

    /// What AutoEq ends its files' names in.
    private static let endings = [" ParametricEQ", " GraphicEQ", " FixedBandEQ"]

    /// A file's name without what only says of which kind it is; what a name can't have is left out.
    static func name(from file: String) -> String {
        var name = file
        if let point = name.lastIndex(of: "."), point != name.startIndex { name = String(name[..<point]) }
        for ending in endings where name.hasSuffix(ending) { name.removeLast(ending.count) }
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars.prefix(PresetLimits.nameLength) where DisplayText.isSafe(scalar) {
            scalars.append(scalar)
        }
        let result = String(scalars).trimmed
        return result.isEmpty ? "Imported" : result
    }
}
