// What the program says: standard output and standard error, and whether a terminal is there to read it.

import Foundation

/// Standard output, standard error, and the terminal. Any thread; each message is written whole.
enum Terminal {
    /// Whether people watch standard error.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" }

    /// Whether people can be asked something: they read standard error, and type at standard input.
    static var canAsk: Bool { isInteractive && isatty(STDIN_FILENO) == 1 }

    /// Columns of the terminal; 80 when it won't say.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a line to standard error.
    static func say(_ line: String) { write(line + "\n") }

    /// Writes text to standard error as it is. Where nobody can be told, there is nobody to tell that either.
    static func write(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Writes a command's result to standard output, and ends the line.
    ///
    /// Errors: `.ioError` when it doesn't arrive whole.
    static func print(_ text: String) throws {
        let code = write(text + "\n", to: STDOUT_FILENO)
        guard code == 0 else {
            throw Failure(.ioError, "standard output: can't be written: \(String(cString: strerror(code)))")
        }
    }

    /// Writes a command's result that is no text to standard output, as it is.
    ///
    /// Errors: `.usage` when that is a terminal, `.ioError` when it doesn't arrive whole.
    static func print(bytes: [UInt8]) throws {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw Failure(.usage, "standard output is a terminal; send the bytes to a file or a program")
        }
        let code = bytes.withUnsafeBufferPointer { write($0, to: STDOUT_FILENO) }
        guard code == 0 else {
            throw Failure(.ioError, "standard output: can't be written: \(String(cString: strerror(code)))")
        }
    }

    /// Makes sure that no file which is opened later becomes standard input, output or error.
    ///
    /// In place of one that is closed comes one that can't be used, so that using it is an error still.
    static func claimStandardStreams() {
        for (stream, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(stream, F_GETFD) == -1 {
            // The lowest number that is free is this one: those below it are open.
            _ = open("/dev/null", mode)
        }
    }

    /// Returns 0 or an errno.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { write($0, to: descriptor) }
    }

    /// Returns 0 or an errno.
    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return errno }
            done += count
        }
        return 0
    }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
