// Signals as an event loop's events. Its thread only; each loop of the process gets them all.

private import CControl
private import Glibc

extension EventLoop {
    /// Someone who is told of a signal.
    struct SignalHandler {
        let token: Int
        let body: () -> Void
    }

    /// Calls `body` on the loop's thread each time the signal has come, instead of what the signal does by itself.
    ///
    /// Several signals of one sort that come at once may count as one. Cancelling gives the signal back.
    ///
    /// - Throws: `.unavailable` for a signal that can't be caught.
    @discardableResult
    package func onSignal(_ number: Int32, _ body: @escaping () -> Void) throws(ControlError) -> Registration {
        if signalPipe == nil {
            let descriptor = cajon_signal_pipe()
            guard descriptor >= 0 else { throw .system("a pipe for signals", errno) }
            signalPipe = descriptor
            watch(descriptor, for: .readable) { [weak self] _ in self?.takeSignals(from: descriptor) }
        }
        guard cajon_signal_catch(number) else { throw .system("signal \(number)", errno) }
        let (registration, token) = register { loop, token in
            loop.signals[number]?.removeAll { $0.token == token }
            cajon_signal_release(number)
        }
        signals[number, default: []].append(SignalHandler(token: token, body: body))
        return registration
    }

    /// What a loop that goes has to give back.
    func releaseSignals() {
        for (number, handlers) in signals {
            for _ in handlers { cajon_signal_release(number) }
        }
        if let signalPipe { cajon_signal_pipe_return(signalPipe) }
    }

    private func takeSignals(from descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 64)
        // SAFETY: as many bytes as the array holds.
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return }
        for number in bytes[..<count] {
            for handler in signals[Int32(number)] ?? [] { handler.body() }
        }
    }
}
