// What the program says to people: standard error, and whether a terminal is there to read it.

import Foundation

/// Standard error and its terminal. Any thread; each message is written whole.
enum Terminal {
    /// Whether people watch standard error.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" }

    /// Columns of the terminal; 80 when it won't say.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a line to standard error.
    static func say(_ line: String) { write(line + "\n") }

    /// Writes text to standard error as it is.
    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
