// The terminal itself: its mode, its size, bytes out and keys in. The event loop's thread only.

private import CControl
private import Glibc

/// The controlling terminal, taken over until `close`.
///
/// It is opened anew, so that waiting for it never blocks and no other program's descriptor changes its ways.
package final class TerminalScreen {
    /// Called for each key.
    package var onKey: ((Key) -> Void)?
    /// Called once when the terminal goes away.
    package var onLost: (() -> Void)?

    private let descriptor: Int32
    private let loop: EventLoop
    private var painter: ScreenPainter
    private var parser = KeyParser()
    private var registration: EventLoop.Registration?
    private var escapeTimer: EventLoop.Registration?
    /// What the terminal hasn't taken yet; nothing is painted meanwhile.
    private var pending: [UInt8] = []
    private var isClosed = false

    /// An escape key's byte that nothing follows for so long is one.
    private static let escapeMilliseconds = 50.0

    /// Sees to it that a crash gives the terminal back. Once, before the engine that runs effects is made: it handles the
    /// same signals, and passes on what isn't its own.
    package static func guardTerminal() { cajon_terminal_guard() }

    /// - Parameters:
    ///   - path: the terminal.
    ///   - isColoured: whether colours are used.
    /// - Throws: `.unavailable` when there is none.
    package init(loop: EventLoop, path: String = "/dev/tty", isColoured: Bool) throws(ControlError) {
        descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("the terminal", errno) }
        guard cajon_terminal_enter(descriptor, descriptor) else {
            let code = errno
            Glibc.close(descriptor)
            throw .system("the terminal", code)
        }
        self.loop = loop
        painter = ScreenPainter(isColoured: isColoured)
        registration = loop.watch(descriptor, for: .readable) { [weak self] ready in
            if ready.contains(.writable) { self?.flush() }
            if ready.contains(.readable) { self?.receive() }
        }
    }

    deinit { close() }

    /// Gives the terminal back as it was.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        escapeTimer?.cancel()
        cajon_terminal_leave()
        Glibc.close(descriptor)
    }

    /// After the process was stopped: somebody else has had the terminal.
    package func reenter() {
        guard !isClosed else { return }
        cajon_terminal_leave()
        _ = cajon_terminal_enter(descriptor, descriptor)
        painter.invalidate()
    }

    /// Shows what `lines` makes of the terminal's width and height; nothing while it is slow.
    package func show(_ lines: (Int, Int) -> [ScreenLine]) {
        guard !isClosed, pending.isEmpty else { return }
        let (width, height) = size
        pending = painter.paint(lines(width, height), width: width, height: height)
        flush()
    }

    /// Columns and lines; 80 by 24 when it won't say.
    private var size: (width: Int, height: Int) {
        var size = winsize()
        // SAFETY: a variable of the type that this request fills.
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private func flush() {
        var sent = 0
        while sent < pending.count {
            let count = pending.withUnsafeBytes {
                // SAFETY: the bytes from `sent` to the array's end.
                unsafe write(descriptor, $0.baseAddress! + sent, $0.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EAGAIN { return lose() }
            guard count > 0 else { break }
            sent += count
        }
        pending.removeFirst(sent)
        if let registration { loop.change(registration, to: pending.isEmpty ? .readable : [.readable, .writable]) }
    }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: 1024)
        // SAFETY: as many bytes as the array holds.
        let count = unsafe read(descriptor, &bytes, bytes.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return lose() }
        escapeTimer?.cancel()
        deliver(parser.keys(in: bytes[..<count]))
        guard parser.isPending, !isClosed else { return }
        escapeTimer = loop.after(milliseconds: Self.escapeMilliseconds) { [weak self] in
            guard let self else { return }
            deliver(parser.flush())
        }
    }

    private func deliver(_ keys: [Key]) {
        for key in keys where !isClosed { onKey?(key) }
    }

    private func lose() {
        close()
        onLost?()
        onLost = nil
    }
}
