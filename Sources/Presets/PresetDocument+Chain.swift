// A preset from one line of text: `cajon render --chain`. Any thread but the audio thread.

extension PresetDocument {
    /// Reads a chain: effects in the order in which the sound runs through them.
    ///
    /// ```
    /// filter cutoff=800 | compressor ratio=4 threshold=-18dB | chorus @mix=40%
    ///
    /// chain   = stage { "|" stage }
    /// stage   = [ id ":" ] effect { setting }
    /// effect  = word                         ; a name, or a path to a .wasm, .js or .dsp file
    /// setting = parameter "=" value          ; as in a preset: 800, 2.5kHz, low-pass, on
    ///         | "@mix" "=" value             ; how much of the node's output is the effect's
    ///         | "@bypass" [ "=" ( "on" | "off" ) ]
    /// word    = characters without space, "|", "=", quotes, or any text in 'single' or "double" quotes
    /// ```
    ///
    /// `parameter` and `value` are words too. The node's own controls bear an `@` because effects have parameters
    /// called `mix`. A node without an id is called after its effect, a second one `filter-2`; of a path, after the
    /// file's name. Spaces around `|`, `=` and after `id:` don't matter; a line break counts as a space. There are no
    /// escapes: a text with one sort of quote stands in the other.
    ///
    /// The result is the same as that of a preset without connections; its numbers may have units.
    ///
    /// - Parameters:
    ///   - option: what the text was given to, for messages.
    ///   - directory: the folder that paths in it are relative to; empty for the working directory.
    /// - Throws: everything that is wrong with the text, each with a caret under its place.
    package static func parse(
        chain: String, option: String = "--chain", relativeTo directory: String = ""
    ) throws(PresetError) -> PresetDocument {
        let source = PresetSource(
            name: option, style: .argument, bytes: Array(chain.utf8), argumentDirectory: directory)
        var parser = ChainParser(source.bytes)
        do throws(LocatedProblem) {
            try checkText(source.bytes, what: "the chain", limit: PresetLimits.argumentBytes)
            parser.parse()
        } catch {
            parser.problems.add(error.problem, at: error.span)
        }
        if let error = parser.problems.error(in: source) { throw error }
        let preset = Preset(name: "chain", nodes: parser.nodes)
        return PresetDocument(preset: preset, source: source, places: parser.places)
    }
}
