// One client of the control server. The event loop's thread only.

private import Glibc

/// Reads a client's requests in order, has each answered before the next is looked at, and writes what it is told.
final class ControlConnection {
    private let descriptor: Int32
    private let loop: EventLoop
    private let limits: ControlLimits
    private unowned let server: ControlServer
    private var registration: EventLoop.Registration?
    private var input = LineBuffer()
    private var output: [UInt8] = []
    /// How much of `output` has been sent.
    private var sentCount = 0
    /// Whether a request waits for its answer.
    private var isBusy = false
    /// Whether the client has said that it will send no more.
    private var isAtEnd = false
    /// Whether nothing more is read, and the end comes when all is written.
    private var isClosing = false
    private var isTurnPending = false
    private var isInTurn = false
    private(set) var isClosed = false
    private(set) var subscription: Subscription?
    private var metersTimer: EventLoop.Registration?

    init(_ descriptor: Int32, loop: EventLoop, limits: ControlLimits, server: ControlServer) {
        self.descriptor = descriptor
        self.loop = loop
        self.limits = limits
        self.server = server
        registration = loop.watch(descriptor, for: .readable) { [weak self] ready in
            // Kept alive until it has finished, whatever it ends.
            guard let self else { return }
            if ready.contains(.writable) { flush() }
            if ready.contains(.readable) { receive() }
        }
    }

    deinit { if !isClosed { Glibc.close(descriptor) } }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        metersTimer?.cancel()
        Glibc.close(descriptor)
        server.forget(self)
    }

    // MARK: Reading

    private static let chunkBytes = 16 << 10

    private func receive() {
        guard !isClosed, wantsInput else { return }
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        // SAFETY: as many bytes as the array holds.
        let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 {
            if errno != EAGAIN, errno != EINTR { close() }
            return
        }
        if count == 0 { isAtEnd = true } else { input.append(chunk[..<count]) }
        takeTurn()
    }

    /// Whether more is to be read: nothing is while enough waits to be done or to be written.
    private var wantsInput: Bool {
        !isAtEnd && !isClosing && !isBusy && !isTurnPending && pendingCount < limits.comfortableOutputBytes
    }

    /// Works off some of the lines that are there, then lets others in.
    private func takeTurn() {
        isTurnPending = false
        isInTurn = true
        for _ in 0..<limits.requestsPerTurn where canPerform {
            guard let line = input.takeLine() ?? (isAtEnd ? input.takeRest() : nil) else {
                if input.count > limits.lineBytes { refuse() }
                if isAtEnd { isClosing = true }
                break
            }
            if line.count > limits.lineBytes { refuse() } else { perform(line) }
        }
        isInTurn = false
        goOn()
        settle()
    }

    private var canPerform: Bool {
        !isClosed && !isClosing && !isBusy && pendingCount < limits.comfortableOutputBytes
    }

    /// Takes another turn, after the others have had theirs, if there is anything to do in it.
    private func goOn() {
        guard canPerform, !isInTurn, !isTurnPending, input.hasLine || isAtEnd else { return }
        isTurnPending = true
        loop.soon { [weak self] in self?.takeTurn() }
    }

    /// Whoever sends such a line means something else; nobody knows where its next one begins.
    private func refuse() {
        isClosing = true
        send(.failure(ControlError(.badRequest, "a line is longer than \(limits.lineBytes) bytes; good-bye")), id: nil)
    }

    private func perform(_ line: [UInt8]) {
        // An empty line is what a person sends who presses return.
        guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return }
        let (id, result) = RequestReader.read(line)
        switch result {
        case .failure(let error): send(.failure(error), id: id)
        case .success(let request):
            if case .subscribe(let subscription) = request.action {
                subscribe(subscription)
                return send(.done, id: id)
            }
            isBusy = true
            var isAnswered = false
            server.perform(request) { [weak self] reply in
                assert(!isAnswered, "a request is answered once")
                if !isAnswered { self?.answer(reply, id: id) }
                isAnswered = true
            }
        }
    }

    private func answer(_ reply: ControlReply, id: RequestID?) {
        guard !isClosed else { return }
        isBusy = false
        send(reply, id: id)
        goOn()
        settle()
    }

    private func subscribe(_ subscription: Subscription) {
        self.subscription = subscription
        metersTimer?.cancel()
        metersTimer = nil
        guard subscription.metersPerSecond > 0 else { return }
        metersTimer = loop.every(milliseconds: 1000 / subscription.metersPerSecond) { [weak self] in
            // A client that doesn't keep up gets fewer.
            guard let self, pendingCount < limits.comfortableOutputBytes else { return }
            server.perform(ControlRequest(.meters)) { [weak self] reply in
                guard let meters = reply.meters else { return }
                var event = ControlEvent(.meters)
                event.meters = meters
                self?.send(ProtocolLine.encode(event))
            }
        }
    }

    // MARK: Writing

    private var pendingCount: Int { output.count - sentCount }

    private func send(_ reply: ControlReply, id: RequestID?) {
        var reply = reply
        reply.id = id
        send(ProtocolLine.encode(reply))
    }

    /// Sends a line, now or as soon as the client reads.
    func send(_ line: [UInt8]) {
        guard !isClosed else { return }
        output += line
        flush()
        if pendingCount > limits.outputBytes { close() }
    }

    private func flush() {
        while !isClosed, pendingCount > 0 {
            // SAFETY: the bytes from `sentCount` to the array's end.
            let count = output.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress! + sentCount, bytes.count - sentCount, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { close() }
                break
            }
            sentCount += count
        }
        if sentCount == output.count {
            output.removeAll(keepingCapacity: true)
            sentCount = 0
        } else if sentCount > limits.comfortableOutputBytes {
            output.removeSubrange(..<sentCount)
            sentCount = 0
        }
        // Requests may have waited for this.
        goOn()
        settle()
    }

    /// Watches for what can go on, and ends what is at its end.
    private func settle() {
        guard !isClosed, !isInTurn else { return }
        if isClosing, pendingCount == 0, !isBusy { return close() }
        var events: EventLoop.Readiness = []
        if wantsInput { events.insert(.readable) }
        if pendingCount > 0 { events.insert(.writable) }
        if let registration { loop.change(registration, to: events) }
    }
}
