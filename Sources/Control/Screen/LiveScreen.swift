// The terminal screen of a live session: draws it, takes keys, drives it. The event loop's thread only.

private import Foundation

/// Owns the terminal while it is open, and asks the session for things as every other control does.
///
/// `TerminalScreen.guardTerminal` has to be called before the engine that runs effects is made. While the screen is open
/// nothing else may be written to the terminal: what is to be said goes into the status's messages.
package final class LiveScreen {
    /// Fifteen drawings a second at most.
    private static let interval = 1000.0 / 15
    /// Of a session in which nothing sounds.
    private static let idleInterval = 250.0

    private let terminal: TerminalScreen
    private let loop: EventLoop
    private weak var handler: (any ControlHandler)?
    private var model = ScreenModel()
    private var registrations: [EventLoop.Registration] = []
    private var timer: EventLoop.Registration?
    private var timerInterval = 0.0
    private var isDrawingSoon = false

    /// Whether standard input and output are a terminal that a screen can be drawn on.
    package static var isPossible: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
            && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether the user wants colours: `NO_COLOR` is absent or empty.
    package static var wantsColour: Bool { ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty }

    /// Takes the terminal over and draws.
    ///
    /// - Parameters:
    ///   - handler: not held. Has to answer `.status` and `.get` at once.
    ///   - onLost: called when the terminal goes away; the screen is closed then.
    /// - Throws: `.unavailable` where there is no terminal.
    package init(
        loop: EventLoop, handler: any ControlHandler, path: String = "/dev/tty", isColoured: Bool = wantsColour,
        onLost: @escaping () -> Void
    ) throws(ControlError) {
        self.loop = loop
        self.handler = handler
        terminal = try TerminalScreen(loop: loop, path: path, isColoured: isColoured)
        terminal.onKey = { [weak self] key in self?.press(key) }
        terminal.onLost = { [weak self] in
            self?.close()
            onLost()
        }
        registrations = [
            try loop.onSignal(SIGWINCH) { [weak self] in self?.draw() },
            try loop.onSignal(SIGCONT) { [weak self] in
                self?.terminal.reenter()
                self?.draw()
            },
        ]
        refresh()
    }

    deinit { close() }

    /// Gives the terminal back.
    package func close() {
        timer?.cancel()
        for registration in registrations { registration.cancel() }
        registrations = []
        terminal.close()
    }

    /// Asks how the session is, and draws it.
    private func refresh() {
        guard let handler, let status = handler.answer(.status)?.status else { return }
        let seconds = Double(EventLoop.nowNanoseconds) / 1e9
        // The first status says which nodes there are to ask for.
        if model.node == nil { model.update(status, parameters: nil, at: seconds) }
        model.update(
            status, parameters: model.wantedScope.flatMap { handler.answer(.get($0))?.parameters }, at: seconds)
        setInterval(status.state == .idle ? Self.idleInterval : Self.interval)
        draw()
    }

    private func setInterval(_ milliseconds: Double) {
        guard milliseconds != timerInterval else { return }
        timerInterval = milliseconds
        timer?.cancel()
        timer = loop.every(milliseconds: milliseconds) { [weak self] in self?.refresh() }
    }

    private func draw() {
        terminal.show { [model] width, height in ScreenLayout.lines(model, width: width, height: height) }
    }

    private func press(_ key: Key) {
        if let action = model.press(key) {
            let request = ControlRequest(action, directory: FileManager.default.currentDirectoryPath)
            handler?.perform(request) { [weak self] reply in self?.model.receive(reply, to: action) }
        }
        // One drawing for all that has come, however fast keys repeat.
        guard !isDrawingSoon else { return }
        isDrawingSoon = true
        loop.soon { [weak self] in
            self?.isDrawingSoon = false
            self?.draw()
        }
    }
}
