// The terminal screen of a live session: draws it and takes keys. The event loop's thread only.

import Control
import Foundation

/// Owns the terminal while it is open, and drives the session as every other control does.
///
/// `TerminalScreen.guardTerminal` has to be called before the engine that runs effects is made.
final class LiveScreen {
    private static let interval = 1000.0 / 15
    /// Of a session in which nothing sounds.
    private static let idleInterval = 250.0

    private let terminal: TerminalScreen
    private let loop: EventLoop
    private unowned let handler: any ControlHandler
    private var model = ScreenModel()
    private var registrations: [EventLoop.Registration] = []
    private var timer: EventLoop.Registration?
    private var timerInterval = 0.0

    /// - Parameters:
    ///   - handler: outlives the screen.
    ///   - onLost: called when the terminal goes away; the screen is closed then.
    /// - Throws: `ControlError` `.unavailable` where there is no terminal.
    init(loop: EventLoop, handler: any ControlHandler, onLost: @escaping () -> Void) throws {
        self.loop = loop
        self.handler = handler
        let isPlain = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        terminal = try TerminalScreen(loop: loop, isColoured: !isPlain)
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

    /// Whether standard input and output are a terminal that a screen can be drawn on.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && Terminal.isInteractive }

    /// Gives the terminal back.
    func close() {
        timer?.cancel()
        for registration in registrations { registration.cancel() }
        registrations = []
        terminal.close()
    }

    /// Asks how the session is, and draws it.
    private func refresh() {
        guard let status = handler.answer(.status)?.status else { return }
        var parameters = model.wantedScope.flatMap { handler.answer(.get($0))?.parameters }
        model.update(status, parameters: parameters, at: Double(EventLoop.nowNanoseconds) / 1e9)
        if parameters == nil, let scope = model.wantedScope {
            parameters = handler.answer(.get(scope))?.parameters
            model.update(status, parameters: parameters, at: Double(EventLoop.nowNanoseconds) / 1e9)
        }
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
            handler.perform(request) { [weak self] reply in
                self?.model.receive(reply, to: action)
            }
        }
        // At most one drawing for all that has come, however fast keys repeat.
        loop.soon { [weak self] in self?.draw() }
    }
}
