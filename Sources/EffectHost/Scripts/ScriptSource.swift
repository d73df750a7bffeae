// The files of a script, as the engine gets them. A plain value, any thread.

/// One JavaScript file.
package struct ScriptSource: Equatable, Sendable {
    /// Its path from the script's folder, with `/` between the parts: what messages call it.
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
