// A component that asks a system everything it could tell a machine by. Test threads.

/// Written by hand, in text; each export asks one thing.
enum ProbeComponent {
    /// Exports and the result that an empty system gives; one whose result lies in memory gives its bytes.
    static let text = """
        (component
          (import "wasi:clocks/monotonic-clock@0.2.3" (instance $mono
            (export "now" (func (result u64)))
            (export "resolution" (func (result u64)))))
          (import "wasi:clocks/wall-clock@0.2.0" (instance $wall
            (type $t (record (field "seconds" u64) (field "nanoseconds" u32)))
            (export "datetime" (type $datetime (eq $t)))
            (export "now" (func (result $datetime)))))
          (import "wasi:random/random@0.2.9" (instance $random
            (export "get-random-bytes" (func (param "len" u64) (result (list u8))))
            (export "get-random-u64" (func (result u64)))))
          (import "wasi:random/insecure@0.2.0" (instance $insecure
            (export "get-insecure-random-u64" (func (result u64)))))
          (import "wasi:random/insecure-seed@0.2.0" (instance $seed
            (export "insecure-seed" (func (result (tuple u64 u64))))))
          (import "wasi:cli/environment@0.2.0" (instance $env
            (export "get-environment" (func (result (list (tuple string string)))))
            (export "get-arguments" (func (result (list string))))
            (export "initial-cwd" (func (result (option string))))))
          (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
          (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
          (alias export $error "error" (type $io-error))
          (import "wasi:io/poll@0.2.0" (instance $poll
            (export "pollable" (type $pollable (sub resource)))
            (export "poll" (func (param "in" (list (borrow $pollable))) (result (list u32))))))
          (alias export $poll "pollable" (type $pollable))
          (import "wasi:io/streams@0.2.0" (instance $streams
            (export "input-stream" (type $in (sub resource)))
            (export "output-stream" (type $out (sub resource)))
            (alias outer 1 $io-error (type $e'))
            (export "error" (type $e (eq $e')))
            (alias outer 1 $pollable (type $p'))
            (export "pollable" (type $p (eq $p')))
            (type $stream-error' (variant (case "last-operation-failed" (own $e)) (case "closed")))
            (export "stream-error" (type $stream-error (eq $stream-error')))
            (export "[method]input-stream.read" (func (param "self" (borrow $in)) (param "len" u64)
              (result (result (list u8) (error $stream-error)))))
            (export "[method]output-stream.subscribe" (func (param "self" (borrow $out)) (result (own $p))))
            (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $out))
              (param "contents" (list u8)) (result (result (error $stream-error)))))))
          (alias export $streams "input-stream" (type $in))
          (alias export $streams "output-stream" (type $out))
          (import "wasi:cli/stdin@0.2.0" (instance $stdin
            (alias outer 1 $in (type $s')) (export "input-stream" (type $s (eq $s')))
            (export "get-stdin" (func (result (own $s))))))
          (import "wasi:cli/stdout@0.2.0" (instance $stdout
            (alias outer 1 $out (type $s')) (export "output-stream" (type $s (eq $s')))
            (export "get-stdout" (func (result (own $s))))))
          (import "wasi:filesystem/types@0.2.0" (instance $fs
            (export "descriptor" (type $d (sub resource)))
            (export "[method]descriptor.sync" (func (param "self" (borrow $d)) (result (result (error u8)))))))
          (alias export $fs "descriptor" (type $descriptor))
          (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
            (alias outer 1 $descriptor (type $d')) (export "descriptor" (type $d (eq $d')))
            (export "get-directories" (func (result (list (tuple (own $d) string)))))))
          (import "wasi:sockets/network@0.2.0" (instance $network
            (export "network" (type (sub resource)))
            (type $c (enum "unknown" "access-denied" "not-supported")) (export "error-code" (type (eq $c)))
            (type $f (enum "ipv4" "ipv6")) (export "ip-address-family" (type (eq $f)))))
          (alias export $network "network" (type $net))
          (alias export $network "error-code" (type $code))
          (alias export $network "ip-address-family" (type $family))
          (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
          (alias export $tcp "tcp-socket" (type $socket))
          (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
            (alias outer 1 $socket (type $s')) (export "tcp-socket" (type $s (eq $s')))
            (alias outer 1 $code (type $c')) (export "error-code" (type $c (eq $c')))
            (alias outer 1 $family (type $f')) (export "ip-address-family" (type $f (eq $f')))
            (export "create-tcp-socket"
              (func (param "address-family" $f) (result (result (own $s) (error $c)))))))
          (import "wasi:sockets/instance-network@0.2.0" (instance $instance-network
            (alias outer 1 $net (type $n')) (export "network" (type $n (eq $n')))
            (export "instance-network" (func (result (own $n))))))

          (core module $libc
            (memory (export "memory") 4)
            (data (i32.const 1024) "hello\\n")
            (global $next (mut i32) (i32.const 4096))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $new i32)
              (local.set $new (i32.and
                (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                (i32.sub (i32.const 0) (local.get 2))))
              (global.set $next (i32.add (local.get $new) (local.get 3)))
              (local.get $new)))
          (core instance $libc (instantiate $libc))
          (alias core export $libc "memory" (core memory $memory))
          (alias core export $libc "realloc" (core func $realloc))
        \(lowered)
          (core module $main
            (import "libc" "memory" (memory 1))
        \(imports)
            (func $bytes (param $count i32) (result i32)
              (i32.store (i32.const 64) (i32.const 16)) (i32.store (i32.const 68) (local.get $count)) (i32.const 64))
        \(functions))
          (core instance $main (instantiate $main (with "libc" (instance $libc)) (with "wasi" (instance
        \(instances)))))
        \(exports)
        )
        """

    /// A function of WASI: its instance and name, and its core type.
    private static let asked: [(instance: String, name: String, type: String)] = [
        ("mono", "now", "(result i64)"), ("mono", "resolution", "(result i64)"), ("wall", "now", "(param i32)"),
        ("random", "get-random-bytes", "(param i64 i32)"), ("random", "get-random-u64", "(result i64)"),
        ("insecure", "get-insecure-random-u64", "(result i64)"), ("seed", "insecure-seed", "(param i32)"),
        ("env", "get-environment", "(param i32)"), ("env", "get-arguments", "(param i32)"),
        ("env", "initial-cwd", "(param i32)"), ("exit", "exit", "(param i32)"),
        ("poll", "poll", "(param i32 i32 i32)"), ("streams", "[method]input-stream.read", "(param i32 i64 i32)"),
        ("streams", "[method]output-stream.subscribe", "(param i32) (result i32)"),
        ("streams", "[method]output-stream.blocking-write-and-flush", "(param i32 i32 i32 i32)"),
        ("stdin", "get-stdin", "(result i32)"), ("stdout", "get-stdout", "(result i32)"),
        ("fs", "[method]descriptor.sync", "(param i32 i32)"), ("preopens", "get-directories", "(param i32)"),
        ("create", "create-tcp-socket", "(param i32 i32)"),
        ("instance-network", "instance-network", "(result i32)"),
    ]

    private static func each(_ text: (_ id: String, _ asked: (instance: String, name: String, type: String)) -> String)
        -> String
    {
        asked.map { text("$\($0.instance)-\($0.name.split(separator: ".").last!)", $0) }.joined(separator: "\n")
    }

    private static let lowered = each { id, asked in
        """
        (core func \(id) (canon lower (func $\(asked.instance) "\(asked.name)")
          (memory $memory) (realloc $realloc)))
        """
    }
    private static let imports = each { id, asked in #"(import "wasi" "\#(id)" (func \#(id) \#(asked.type)))"# }
    private static let instances = each { id, _ in #"(export "\#(id)" (func \#(id)))"# }

    /// What is asked, the core function that asks, and its type: results in memory lie at 16, and are cleared before.
    private static let questions: [(name: String, type: String, body: String)] = [
        ("now", "u64", "(call $mono-now)"), ("resolution", "u64", "(call $mono-resolution)"),
        ("date", "(list u8)", "(call $wall-now (i32.const 16)) (call $bytes (i32.const 16))"),
        ("random-bytes", "(list u8)", "(call $random-get-random-bytes (i64.const 32) (i32.const 16)) (i32.const 16)"),
        (
            "too-many-random-bytes", "(list u8)",
            "(call $random-get-random-bytes (i64.const -1) (i32.const 16)) (i32.const 16)"
        ),
        ("random", "u64", "(call $random-get-random-u64)"),
        ("insecure", "u64", "(call $insecure-get-insecure-random-u64)"),
        ("seed", "(list u8)", "(call $seed-insecure-seed (i32.const 16)) (call $bytes (i32.const 16))"),
        (
            "environment", "(list (tuple string string))",
            "(call $env-get-environment (i32.const 16)) (i32.const 16)"
        ),
        ("arguments", "(list string)", "(call $env-get-arguments (i32.const 16)) (i32.const 16)"),
        ("folder", "(list u8)", "(call $env-initial-cwd (i32.const 16)) (call $bytes (i32.const 1))"),
        ("exit", "u32", "(call $exit-exit (i32.const 0)) (i32.const 0)"),
        (
            "input", "(list u8)",
            "(call $streams-read (call $stdin-get-stdin) (i64.const 10) (i32.const 16)) (call $bytes (i32.const 8))"
        ),
        (
            "print", "(list u8)",
            """
            (call $streams-blocking-write-and-flush (call $stdout-get-stdout) (i32.const 1024) (i32.const 6)
              (i32.const 16)) (call $bytes (i32.const 1))
            """
        ),
        (
            "print-much", "(list u8)",
            """
            (call $streams-blocking-write-and-flush (call $stdout-get-stdout) (i32.const 1024) (i32.const 4096)
              (i32.const 16)) (call $bytes (i32.const 1))
            """
        ),
        (
            "wait", "(list u32)",
            """
            (i32.store (i32.const 32) (call $streams-subscribe (call $stdout-get-stdout)))
            (i32.store (i32.const 36) (call $streams-subscribe (call $stdout-get-stdout)))
            (call $poll-poll (i32.const 32) (i32.const 2) (i32.const 16)) (i32.const 16)
            """
        ),
        (
            "wait-for-nothing", "(list u32)",
            "(call $poll-poll (i32.const 32) (i32.const 0) (i32.const 16)) (i32.const 16)"
        ),
        ("handles", "u32", "(loop (drop (call $stdout-get-stdout)) (br 0)) (unreachable)"),
        ("folders", "(list u8)", "(call $preopens-get-directories (i32.const 16)) (call $bytes (i32.const 8))"),
        ("file", "u32", "(call $fs-sync (i32.const 1) (i32.const 16)) (i32.const 0)"),
        (
            "socket", "(list u8)",
            "(call $create-create-tcp-socket (i32.const 0) (i32.const 16)) (call $bytes (i32.const 5))"
        ),
        ("network", "u32", "(call $instance-network-instance-network)"),
    ]

    /// Those that are answered, in order.
    static let answered = questions.map(\.name).filter {
        !["too-many-random-bytes", "exit", "wait-for-nothing", "handles", "file"].contains($0)
    }

    private static let functions = questions.map { question in
        let result = question.type == "u64" ? "i64" : "i32"
        return #"(func (export "\#(question.name)") (result \#(result)) \#(clear) \#(question.body))"#
    }.joined(separator: "\n")

    private static let clear = "(memory.fill (i32.const 16) (i32.const 0) (i32.const 48))"

    private static let exports = questions.map { question in
        """
        (func (export "\(question.name)") (result \(question.type))
          (canon lift (core func $main "\(question.name)") (memory $memory) (realloc $realloc)))
        """
    }.joined(separator: "\n")
}
