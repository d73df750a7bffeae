// An effect that asks WASI for all that a system could tell: it learns nothing, and what it prints is logged.

import EffectHost
import Glibc
import TestSupport
import Testing

@Suite("A component that asks for a system")
struct GeneralSystemTests {
    private static let imports = [
        #"(import "wasi:clocks/monotonic-clock@0.2.3" (instance $mono (export "now" (func (result u64)))))"#,
        #"(import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))"#,
        """
        (import "wasi:cli/environment@0.2.0" (instance $environment
          (export "get-environment" (func (result (list (tuple string string)))))
          (export "get-arguments" (func (result (list string))))))
        """,
        """
        (import "wasi:filesystem/types@0.2.0" (instance $files (export "descriptor" (type (sub resource)))))
        (alias export $files "descriptor" (type $descriptor-type))
        (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
          (alias outer 1 $descriptor-type (type $d')) (export "descriptor" (type $d (eq $d')))
          (export "get-directories" (func (result (list (tuple (own $d) string)))))))
        """,
        """
        (import "wasi:sockets/network@0.2.0" (instance $network
          (type $c (enum "unknown" "access-denied")) (export "error-code" (type (eq $c)))
          (type $f (enum "ipv4" "ipv6")) (export "ip-address-family" (type (eq $f)))))
        (alias export $network "error-code" (type $code))
        (alias export $network "ip-address-family" (type $family))
        (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
        (alias export $tcp "tcp-socket" (type $socket))
        (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
          (alias outer 1 $socket (type $s')) (export "tcp-socket" (type $s (eq $s')))
          (alias outer 1 $code (type $c')) (export "error-code" (type $c (eq $c')))
          (alias outer 1 $family (type $f')) (export "ip-address-family" (type $f (eq $f')))
          (export "create-tcp-socket" (func (param "address-family" $f) (result (result (own $s) (error $c)))))))
        """,
        """
        (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
        (alias export $error "error" (type $io-error))
        (import "wasi:io/streams@0.2.0" (instance $streams
          (export "output-stream" (type $out (sub resource)))
          (alias outer 1 $io-error (type $e')) (export "error" (type $e (eq $e')))
          (type $stream-error' (variant (case "last-operation-failed" (own $e)) (case "closed")))
          (export "stream-error" (type $stream-error (eq $stream-error')))
          (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $out))
            (param "contents" (list u8)) (result (result (error $stream-error)))))))
        (alias export $streams "output-stream" (type $out))
        (import "wasi:cli/stderr@0.2.0" (instance $stderr
          (alias outer 1 $out (type $s')) (export "output-stream" (type $s (eq $s')))
          (export "get-stderr" (func (result (own $s))))))
        (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
        """,
    ]

    private static let lowered: [GuestComponent.Lowered] = [
        .init("wasi", "now", result: "i64", of: #"(func $mono "now")"#),
        .init("wasi", "random", result: "i64", of: #"(func $random "get-random-u64")"#),
        .init("wasi", "environment", ["i32"], of: #"(func $environment "get-environment")"#),
        .init("wasi", "arguments", ["i32"], of: #"(func $environment "get-arguments")"#),
        .init("wasi", "directories", ["i32"], of: #"(func $preopens "get-directories")"#),
        .init("wasi", "socket", ["i32", "i32"], of: #"(func $create "create-tcp-socket")"#),
        .init("wasi", "stderr", result: "i32", of: #"(func $stderr "get-stderr")"#),
        .init(
            "wasi", "print", ["i32", "i32", "i32", "i32"],
            of: #"(func $streams "[method]output-stream.blocking-write-and-flush")"#),
        .init("wasi", "exit", ["i32"], of: #"(func $exit "exit")"#),
    ]

    private static func component(_ process: String) -> GuestComponent {
        let imports = lowered.map { lowered in
            let parameters = lowered.parameters.isEmpty ? "" : "(param \(lowered.parameters.joined(separator: " ")))"
            let result = lowered.result.map { "(result \($0))" } ?? ""
            return #"(import "wasi" "\#(lowered.name)" (func $\#(lowered.name) \#(parameters) \#(result)))"#
        }
        var guest = Guest().with(.process, process + Guest.returnInput)
            .adding(#"(data (i32.const 8192) "Traceback:\0a  boom\1b[31m\0a")"#)
        guest.imports = imports
        var component = GuestComponent(guest)
        component.imports = Self.imports
        component.lowered = lowered
        return component
    }

    /// Puts a whole number of 16 bits, given as an expression, where the output has that sample.
    private static func answer(_ sample: Int, _ expression: String) -> String {
        "(f32.store offset=\(4 * sample) (local.get $input) (f32.convert_i32_u (i32.and (i32.const 0xffff) \(expression))))"
    }

    /// How long the list is that a function writes to an address.
    private static func length(_ function: String) -> String {
        "(call $\(function) (i32.const 64)) "
    }

    private static let asking = component(
        answer(0, "(i32.wrap_i64 (call $now))") + answer(1, "(i32.wrap_i64 (call $random))")
            + answer(2, "(i32.wrap_i64 (call $random))")
            + length("environment") + answer(3, "(i32.load (i32.const 68))")
            + length("arguments") + answer(4, "(i32.load (i32.const 68))")
            + length("directories") + answer(5, "(i32.load (i32.const 68))")
            + "(call $socket (i32.const 0) (i32.const 64))"
            // An error, and "access-denied".
            + answer(6, "(i32.load8_u (i32.const 64))") + answer(7, "(i32.load8_u (i32.const 68))"))

    @Test("learns nothing of the machine, and the same each time")
    func learnsNothing() throws {
        setenv("CAJON_PROBE", "seen", 1)
        let module = try Host.loadGeneral(Self.asking)
        let silence: Signal = [[9, 9, 9, 9], [9, 9, 9, 9]]
        let first = try #require(try Player(module).play(silence))
        let random = first[0][1...2]
        #expect(first[0][0] == 0)
        #expect(random[1] != random[2])
        #expect(first[0][3] == 0)
        #expect(first[1] == [0, 0, 1, 1])
        usleep(2_000)
        #expect(try Player(module).play(silence) == first)
    }

    private static let print = """
        (call $print (call $stderr) (i32.const 8192) (i32.const 23) (i32.const 64))
        """

    @Test("has what it prints in its log, line by line")
    func prints() throws {
        let player = try Player(Host.loadGeneral(Self.component(Self.print)))
        #expect(player.play([[1], [1]]) == [[1], [1]])
        let log = player.instance.drainLog().entries
        #expect(log.map(\.message) == ["Traceback:", "  boom [31m"])
        #expect(log.map(\.level) == [.info, .info])
    }

    @Test("and prints more than anyone would read is told that it did")
    func printsMuch() throws {
        // 20 times 4,096 bytes in one line, of which the first 65,536 are kept, and the end of those is logged.
        let flood = """
            (memory.fill (i32.const 131072) (i32.const 120) (i32.const 4096))
            (loop $again
              (call $print (call $stderr) (i32.const 131072) (i32.const 4096) (i32.const 64))
              (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))
            """
        let player = try Player(Host.loadGeneral(Self.component(flood)))
        #expect(player.play([[1], [1]]) == [[1], [1]])
        let log = player.instance.drainLog()
        #expect(log.entries.first?.message == "16384 bytes that it printed were too many, and are not shown")
        #expect(log.entries.first?.level == .warning)
        #expect(log.entries.dropFirst().map(\.message) == [String(repeating: "x", count: 2_048)])
    }

    @Test("and gives up with words on its error stream is reported with those")
    func lastWords() throws {
        let player = try Player(Host.loadGeneral(Self.component(Self.print + "(unreachable)")))
        #expect(player.play([[1], [1]]) == nil)
        #expect(player.instance.takeFault()?.description == "failed in process: Traceback:\n    boom [31m")
    }

    @Test("and asks to exit is ended, and the fault says so")
    func exits() throws {
        let player = try Player(Host.loadGeneral(Self.component("(call $exit (i32.const 0))")))
        #expect(player.play([[1], [1]]) == nil)
        #expect(
            player.instance.takeFault()?.description
                == "failed in process: a host function refused the call: it asked to exit")
    }
}
