// Pages that the system must not take away while the audio thread may want them. Any thread but the audio thread.

import Glibc
import Synchronization

/// The pages that are locked, each counted as often as somebody wants it: neighbours in memory share pages, and the
/// system counts nothing (`mlock(2)`).
package final class LockedPages: Sendable {
    /// This process's.
    package static let shared = LockedPages()

    /// How much is locked, and what isn't though it was to be.
    package struct Account: Equatable, Sendable, Codable {
        package internal(set) var lockedByteCount = 0
        /// What the system refused to lock, of what there still is.
        package internal(set) var refusedByteCount = 0
        /// The error number of the last refusal; nil without one.
        package internal(set) var refusal: Int32?

        package init() {}
    }

    /// Numbers of pages, one after the other.
    typealias Run = Range<UInt>

    private struct State {
        var holders: [UInt: Int] = [:]
        var account = Account()
    }

    private static let pageByteCount = UInt(sysconf(Int32(_SC_PAGESIZE)))
    private let state = Mutex(State())

    package init() {}

    package var account: Account { state.withLock { $0.account } }

    /// Counts what was locked, or refused, by other means for as long as the process lives: a thread's stack.
    package func note(byteCount: Int, refusal: Int32) {
        state.withLock { state in
            if refusal == 0 {
                state.account.lockedByteCount += byteCount
            } else {
                state.account.refusedByteCount += byteCount
                state.account.refusal = refusal
            }
        }
    }

    /// The pages on which some bytes lie; nil for no bytes.
    static func run(of bytes: UnsafeRawBufferPointer) -> Run? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        let start = UInt(bitPattern: base)
        return start / pageByteCount..<(start + UInt(bytes.count) - 1) / pageByteCount + 1
    }

    static func byteCount(of run: Run) -> Int { Int(UInt(run.count) * pageByteCount) }

    /// Locks a run as a whole. False when the system refuses; then nothing of it is held.
    func hold(_ run: Run) -> Bool {
        state.withLock { state in
            let missing = Self.runs(of: run) { state.holders[$0] == nil }
            for (index, part) in missing.enumerated() {
                guard mlock(Self.address(of: part), Self.byteCount(of: part)) != 0 else { continue }
                state.account.refusal = errno
                state.account.refusedByteCount += Self.byteCount(of: run)
                // The one that failed, too: pages before the one that couldn't be had may be locked.
                for part in missing[...index] { munlock(Self.address(of: part), Self.byteCount(of: part)) }
                return false
            }
            for page in run { state.holders[page, default: 0] += 1 }
            state.account.lockedByteCount += missing.reduce(0) { $0 + Self.byteCount(of: $1) }
            return true
        }
    }

    /// Gives back a run that was held. The pages must still be there.
    func release(_ run: Run) {
        state.withLock { state in
            for page in run {
                let count = (state.holders[page] ?? 1) - 1
                state.holders[page] = count > 0 ? count : nil
            }
            for part in Self.runs(of: run, where: { state.holders[$0] == nil }) {
                munlock(Self.address(of: part), Self.byteCount(of: part))
                state.account.lockedByteCount -= Self.byteCount(of: part)
            }
        }
    }

    /// A run that was refused is no longer there.
    func forgetRefused(_ run: Run) {
        state.withLock { $0.account.refusedByteCount -= Self.byteCount(of: run) }
    }

    private static func address(of run: Run) -> UnsafeRawPointer {
        UnsafeRawPointer(bitPattern: run.lowerBound * pageByteCount)!
    }

    /// The pages of a run that are so, as runs.
    private static func runs(of run: Run, where isWanted: (UInt) -> Bool) -> [Run] {
        var runs: [Run] = []
        var start: UInt?
        for page in run {
            if isWanted(page) {
                start = start ?? page
            } else if let first = start {
                runs.append(first..<page)
                start = nil
            }
        }
        if let first = start { runs.append(first..<run.upperBound) }
        return runs
    }
}
