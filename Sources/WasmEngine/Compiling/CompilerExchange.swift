// Owns a compiler's process and the pipes to it. Used by one thread, which must outlive the process: it dies with the
// thread that started it.
package import CConfinement
import Glibc

/// One process, from its start to its end. However it goes, the process is ended, waited for, and the pipes are closed.
package struct CompilerExchange: ~Copyable {
    package private(set) var peer: cajon_peer
    private var isRunning = true

    /// Starts a program.
    ///
    /// Errors: `compiler` when it can't be started.
    package init(_ program: String, _ arguments: [String]) throws(WasmError) {
        var peer = cajon_peer(id: 0, input: -1, output: -1, errors: -1)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var environment = Self.environment().map { strdup($0) } + [nil]
        defer { for text in words + environment { free(text) } }
        let code = cajon_start_peer(program, &words, &environment, &peer)
        guard code == 0 else { throw .compilerNotStarted(code) }
        self.peer = peer
    }

    /// Takes over a process that was just started.
    init(_ peer: cajon_peer) { self.peer = peer }

    deinit {
        if isRunning {
            kill(peer.id, SIGKILL)
            while waitpid(peer.id, nil, 0) < 0, errno == EINTR {}
        }
        for stream in [peer.input, peer.output, peer.errors] where stream >= 0 { close(stream) }
    }

    /// Sends all, reads all, and waits for the end, which comes after so many bytes or seconds if not before.
    package mutating func run(sending request: [UInt8], outputBytes: Int, seconds: Int) -> CompilerEnd {
        var end = CompilerEnd(cause: .unknown, output: [], errors: [])
        var sentCount = 0
        var watch = Stopwatch()
        while peer.output >= 0 || peer.errors >= 0 {
            wait()
            if peer.input >= 0 { send(request, &sentCount) }
            Self.read(&peer.output, into: &end.output, keeping: outputBytes + 1)
            Self.read(&peer.errors, into: &end.errors, keeping: Self.errorBytes)
            watch.look()
            if end.output.count > outputBytes {
                stop(.wroteTooMuch, &end)
                return end
            }
            if watch.seconds >= Double(seconds) {
                stop(.tookTime, &end)
                return end
            }
        }
        // It has closed its streams, which is the last thing that most programs do.
        var pause: useconds_t = 50
        while !reap(&end, WNOHANG) {
            watch.look()
            if watch.seconds >= Double(seconds) {
                stop(.tookTime, &end)
                break
            }
            usleep(pause)
            pause = min(pause * 2, 10_000)
        }
        return end
    }

    // MARK: -

    /// Of what is written to standard error; enough for how a process says that it is dying.
    private static let errorBytes = 4_096
    private static let chunkBytes = 1 << 18
    /// Between two looks at the clock.
    private static let sliceMilliseconds: Int32 = 500

    /// Compilers need nothing of this process's surroundings but where its libraries are. More threads than these would
    /// each take memory and hardly save time.
    private static func environment() -> [String] {
        let threadCount = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8)
        let libraries = getenv("LD_LIBRARY_PATH").map { "LD_LIBRARY_PATH=" + String(cString: $0) }
        // A process that is dying says why and no more; what it would look up it can't.
        return ["RAYON_NUM_THREADS=\(threadCount)", "RUST_BACKTRACE=0", "SWIFT_BACKTRACE=enable=no"]
            + (libraries.map { [$0] } ?? [])
    }

    /// Until there is something to read or to write, or some time has gone by.
    private func wait() {
        var streams: [pollfd] = []
        if peer.input >= 0 { streams.append(pollfd(fd: peer.input, events: Int16(POLLOUT), revents: 0)) }
        if peer.output >= 0 { streams.append(pollfd(fd: peer.output, events: Int16(POLLIN), revents: 0)) }
        if peer.errors >= 0 { streams.append(pollfd(fd: peer.errors, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&streams, nfds_t(streams.count), Self.sliceMilliseconds)
    }

    /// Sends what can be sent now, and says so when that was all. Somebody who doesn't read it all may answer still.
    private mutating func send(_ request: [UInt8], _ sentCount: inout Int) {
        while sentCount < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(peer.input, $0.baseAddress! + sentCount, $0.count - sentCount, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count >= 0 else { break }
            sentCount += count
        }
        close(peer.input)
        peer.input = -1
    }

    /// Reads what there is now, keeps what fits, and closes at the end.
    private static func read(_ stream: inout Int32, into bytes: inout [UInt8], keeping most: Int) {
        guard stream >= 0 else { return }
        let readCount = withUnsafeTemporaryAllocation(byteCount: chunkBytes, alignment: 1) { chunk in
            var count: Int
            repeat { count = Glibc.read(stream, chunk.baseAddress!, chunk.count) } while count < 0 && errno == EINTR
            if count > 0 { bytes += chunk[..<min(count, max(0, most - bytes.count))] }
            return count < 0 && errno == EAGAIN ? nil : count
        }
        if let readCount, readCount <= 0 {
            close(stream)
            stream = -1
        }
    }

    private mutating func stop(_ cause: CompilerEnd.Cause, _ end: inout CompilerEnd) {
        kill(peer.id, SIGKILL)
        _ = reap(&end, 0)
        end.cause = cause
    }

    /// Whether it has come to its end; how, and at which cost.
    private mutating func reap(_ end: inout CompilerEnd, _ options: Int32) -> Bool {
        var status: Int32 = 0
        var usage = rusage()
        var id: pid_t
        repeat { id = wait4(peer.id, &status, options, &usage) } while id < 0 && errno == EINTR
        guard id != 0 else { return false }
        isRunning = false
        guard id == peer.id else { return true }
        // As wait(2) lays it out: the signal in the low seven bits, the status in the next byte.
        let signal = status & 0x7F
        end.cause = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
        end.residentBytes = usage.ru_maxrss > Self.ownResidentKibibytes ? usage.ru_maxrss << 10 : nil
        return true
    }

    /// The most memory that this process had at once. What a process that it starts had at most is counted from before
    /// that became another program, when it was this one: as long as it is no more than this, it says nothing.
    private static var ownResidentKibibytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}

/// Time as this process has it: while it is suspended, hardly any goes by.
private struct Stopwatch {
    private(set) var seconds = 0.0
    private var lookedAt = ContinuousClock.now
    private static let mostAtOnce = 2.0

    mutating func look() {
        let now = ContinuousClock.now
        seconds += min((now - lookedAt) / .seconds(1), Self.mostAtOnce)
        lookedAt = now
    }
}
