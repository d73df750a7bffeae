// The terminal that the screen takes over, and gives back whatever happens.

import CControl
import CTestSupport
import Control
import Foundation
import Testing

@Suite("The terminal", .serialized)
struct TerminalTests {
    private static let restoration = "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"

    /// Both ends of a terminal of 40 by 10.
    private final class Pair {
        let watching: Int32
        let terminal: Int32

        init() throws {
            var ends: (Int32, Int32) = (-1, -1)
            var size = winsize(ws_row: 10, ws_col: 40, ws_xpixel: 0, ws_ypixel: 0)
            try #require(openpty(&ends.0, &ends.1, nil, nil, &size) == 0)
            (watching, terminal) = ends
            _ = fcntl(watching, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(watching)
            close(terminal)
        }

        var path: String { String(cString: ttyname(terminal)) }

        var mode: termios {
            var mode = termios()
            tcgetattr(terminal, &mode)
            return mode
        }

        /// What has been written so far.
        func output() -> String {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(watching, &chunk, chunk.count)
                guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
                bytes += chunk[..<count]
            }
        }
    }

    /// How the child ended: its status, and the signal.
    private func end(of child: pid_t) -> (status: Int32, signal: Int32) {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return (status >> 8 & 0xff, status & 0x7f)
    }

    @Test("is given back by a process that crashes, and the crash stays one", arguments: [SIGABRT, SIGSEGV, SIGILL])
    func crash(number: Int32) throws {
        let pair = try Pair()
        let before = pair.mode
        let child: pid_t
        switch number {
        case SIGABRT:
            child = cajon_fork_on_terminal(pair.watching, pair.terminal) {
                cajon_terminal_guard()
                _ = cajon_terminal_enter(0, 1)
                raise(SIGABRT)
            }
        case SIGSEGV:
            child = cajon_fork_on_terminal(pair.watching, pair.terminal) {
                cajon_terminal_guard()
                _ = cajon_terminal_enter(0, 1)
                raise(SIGSEGV)
            }
        default:
            child = cajon_fork_on_terminal(pair.watching, pair.terminal) {
                cajon_terminal_guard()
                _ = cajon_terminal_enter(0, 1)
                raise(SIGILL)
            }
        }
        #expect(end(of: child).signal == number)
        let output = pair.output()
        #expect(output.contains("\u{1B}[?1049h"))
        #expect(output.hasSuffix(Self.restoration))
        #expect(pair.mode.c_lflag == before.c_lflag && pair.mode.c_iflag == before.c_iflag)
        #expect(before.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO))
    }

    @Test("is given back by a process that exits")
    func exits() throws {
        let pair = try Pair()
        let before = pair.mode
        let child = cajon_fork_on_terminal(pair.watching, pair.terminal) {
            cajon_terminal_guard()
            _ = cajon_terminal_enter(0, 1)
            exit(7)
        }
        #expect(end(of: child).status == 7)
        #expect(pair.output().hasSuffix(Self.restoration))
        #expect(pair.mode.c_lflag == before.c_lflag)
    }

    @Test("shows lines, takes keys and is as before afterwards")
    func screen() throws {
        let pair = try Pair()
        let before = pair.mode
        let loop = try EventLoop()
        loop.after(milliseconds: 30_000) { loop.stop() }
        let screen = try TerminalScreen(loop: loop, path: pair.path, isColoured: false)
        #expect(pair.mode.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
        screen.show { width, height in
            #expect(width == 40 && height == 10)
            return [ScreenLine("hello")]
        }
        #expect(pair.output().hasSuffix("\u{1B}[1;1H\u{1B}[Khello"))
        var keys: [Key] = []
        screen.onKey = { key in
            keys.append(key)
            if key == .escape { loop.stop() }
        }
        write(pair.watching, "a\u{1B}[A\u{3}\u{1B}", 6)
        loop.run()
        #expect(keys == [.character("a"), .up, .control("c"), .escape])
        screen.close()
        #expect(pair.output() == Self.restoration)
        #expect(pair.mode.c_lflag == before.c_lflag && pair.mode.c_iflag == before.c_iflag)
        screen.show { _, _ in [ScreenLine("late")] }
        #expect(pair.output() == "")
    }

    @Test("that isn't read doesn't hold up the loop, and gets the whole picture later")
    func slow() throws {
        let pair = try Pair()
        let loop = try EventLoop()
        let screen = try TerminalScreen(loop: loop, path: pair.path, isColoured: false)
        var rounds = 0
        loop.every(milliseconds: 1) {
            rounds += 1
            screen.show { width, height in
                (0..<height).map { ScreenLine(String(repeating: "\((rounds + $0) % 10)", count: width)) }
            }
            if rounds == 300 { loop.stop() }
        }
        loop.run()
        #expect(rounds == 300)
        var output = pair.output()
        loop.after(milliseconds: 30_000) { loop.stop() }
        loop.every(milliseconds: 1) {
            output += pair.output()
            screen.show { _, _ in [ScreenLine("the end")] }
            if output.contains("the end") { loop.stop() }
        }
        loop.run()
        #expect(output.contains("the end"))
        screen.close()
    }

    @Test("drives a session by keys, follows its size, and ends when it goes")
    func session() throws {
        var pair: Pair? = try Pair()
        let path = try #require(pair).path
        let loop = try EventLoop()
        loop.after(milliseconds: 30_000) { loop.stop() }
        let handler = FakeHandler()
        var isLost = false
        let screen = try LiveScreen(loop: loop, handler: handler, path: path, isColoured: false) {
            isLost = true
            loop.stop()
        }
        #expect(try #require(pair).output().contains("Two filters"))
        // Down to the cutoff, a little up; b; load, a name and return.
        write(try #require(pair).watching, "\u{1B}[B\u{1B}[1;2Cblx\r", 13)
        handler.onAction = { if case .load = $0 { loop.stop() } }
        loop.run()
        let target = ParameterTarget(node: "low", parameter: "cutoff")
        let wanted: [ControlAction] = [
            .set(target, .turn(0.002)), .bypass(node: "low", .toggle), .load(.preset("x")),
        ]
        #expect(handler.actions.filter { wanted.contains($0) } == wanted)
        #expect(handler.values["low.cutoff"] ?? 0 > 1000)
        // A smaller terminal: nothing is written beyond its last line.
        var size = winsize(ws_row: 5, ws_col: 50, ws_xpixel: 0, ws_ypixel: 0)
        _ = try #require(pair).output()
        _ = ioctl(try #require(pair).terminal, UInt(TIOCSWINSZ), &size)
        kill(getpid(), SIGWINCH)
        loop.after(milliseconds: 100) { loop.stop() }
        loop.run()
        let output = try #require(pair).output()
        #expect(output.contains("\u{1B}[5;1H") && !output.contains("\u{1B}[6;1H"))
        pair = nil
        loop.run()
        #expect(isLost)
        screen.close()
    }

    @Test("that isn't there is said not to be")
    func absent() throws {
        let loop = try EventLoop()
        #expect(throws: ControlError.self) { try TerminalScreen(loop: loop, path: "/dev/null", isColoured: false) }
        #expect(throws: ControlError.self) { try TerminalScreen(loop: loop, path: "/nonexistent", isColoured: false) }
    }
}
