// UTF-8 for libarchive, which asks the thread's locale what a name's bytes mean. Any thread.

import Glibc

/// A locale whose characters are UTF-8, and nothing else of it.
enum UTF8Locale {
    // SAFETY: made once, never freed, and only read by the system.
    nonisolated(unsafe) private static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    /// Calls with it, on this thread alone. Where there is no such locale, names beyond ASCII are refused further down.
    static func use<Result>(_ body: () -> Result) -> Result {
        guard let locale else { return body() }
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        return body()
    }
}
