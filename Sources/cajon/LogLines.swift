// What effects write to their logs, as far as it is shown. Any thread.

import EffectHost
import Synchronization

/// The lines of one render, cut off before an effect that never stops writing hides everything else.
final class LogLines: Sendable {
    private static let limit = 100

    private let showsOnlyErrors: Bool
    private let count = Mutex(0)

    init(showsOnlyErrors: Bool) { self.showsOnlyErrors = showsOnlyErrors }

    /// The line to be shown for an entry; nil for none.
    func line(node: String, _ entry: EffectLogEntry) -> String? {
        guard !showsOnlyErrors || entry.level == .error else { return nil }
        let number = count.withLock { count in
            count += 1
            return count
        }
        if number > Self.limit { return nil }
        if number == Self.limit { return "\(node): its log goes on, and is shown no further" }
        return "\(node): \(entry.level): \(entry.message)"
    }
}
