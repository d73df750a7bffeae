// Results of jobs that run on several threads.

import Synchronization

/// One place for each job's result. Any thread.
final class ResultList<Success: Sendable, Failure: Error>: Sendable {
    private let results: Mutex<[Result<Success, Failure>?]>

    init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

    subscript(index: Int) -> Result<Success, Failure>? {
        get { results.withLock { $0[index] } }
        set { results.withLock { $0[index] = newValue } }
    }

    /// Those that are there, in order.
    var all: [Result<Success, Failure>] { results.withLock { $0.compactMap(\.self) } }
}
