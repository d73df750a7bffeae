// Why a browser gave no sound. A value, any thread.

/// The browser, or the server it talks to, failed.
struct BrowserError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
