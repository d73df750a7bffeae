// What passes through the imports of a component under test. Any thread.

import Synchronization
import WasmEngine

/// Keeps what an import was called with, and has its answer ready.
final class Exchange: Sendable {
    private let state = Mutex<(seen: [ComponentValue]?, answer: ComponentValue?)>((nil, nil))

    func prepare(_ answer: ComponentValue?) { state.withLock { $0 = (nil, answer) } }

    /// The arguments of the call since; nil when there was none.
    var seen: [ComponentValue]? { state.withLock { $0.seen } }

    /// The import.
    var function: HostInterface.Function {
        { _, arguments throws(HostRefusal) in self.answer(arguments) }
    }

    private func answer(_ arguments: [ComponentValue]) -> ComponentValue? {
        state.withLock {
            $0.seen = arguments
            return $0.answer
        }
    }
}
