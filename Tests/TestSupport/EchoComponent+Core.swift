// The core modules of an `EchoComponent`, in text. Plain values, any thread.

extension EchoComponent {
    /// More parameters than that, and they lie in memory. Source: the canonical ABI's `MAX_FLAT_PARAMS`.
    package static let mostFlatParameters = 16

    /// Where the last call's core values are kept, and results of two words.
    private static let flatsAddress = 16
    private static let wordsAddress = 512

    /// Whether `echo` gets one pointer to all its parameters.
    package var isSpilled: Bool { types.flatMap(\.flat).count > Self.mostFlatParameters }

    /// The core types of `echo`'s parameters.
    package var flatParameters: [EchoType.Core] { isSpilled ? [.i32] : types.flatMap(\.flat) }

    /// The core type of `echo`'s result: a pointer unless one value is all.
    package var flatResult: EchoType.Core { element.flat.count == 1 ? element.flat[0] : .i32 }

    /// Memory, and an allocator that only goes forward, until it is reset.
    static let libc = """
        (memory (export "memory") 16 1024)
        (global $next (export "next") (mut i32) (i32.const \(arenaAddress)))
        (func (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $alignment i32) (param $size i32)
          (result i32) (local $new i32)
          (local.set $new (i32.and
            (i32.add (global.get $next) (i32.sub (local.get $alignment) (i32.const 1)))
            (i32.sub (i32.const 0) (local.get $alignment))))
          (global.set $next (i32.add (local.get $new) (local.get $size)))
          (block $fits (loop $grow
            (br_if $fits (i32.le_u (global.get $next) (i32.shl (memory.size) (i32.const 16))))
            (br_if $grow (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))
            (unreachable)))
          (if (local.get $oldSize) (then
            (memory.copy (local.get $new) (local.get $old)
              (select (local.get $oldSize) (local.get $size) (i32.lt_u (local.get $oldSize) (local.get $size))))))
          (local.get $new))
        """

    var main: String {
        let count = flatParameters.count
        let parameters = flatParameters.enumerated().map { "(param $f\($0.offset) \($0.element))" }
            .joined(separator: " ")
        let arguments = (0..<count).map { "(local.get $f\($0))" }
        let free = "(global.set $next (i32.const \(Self.arenaAddress)))"
        return """
            (import "libc" "memory" (memory 1))
            (import "libc" "next" (global $next (mut i32)))
            (import "libc" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
            \(importsHost ? hostImport : "")
            (func (export "echo") \(parameters) (result \(flatResult)) (local $result i32)
              \(keep(arguments.enumerated().map { (flatParameters[$0.offset], $0.element) }))
              \(echo(arguments)))
            (func $words (export "lift") (param $address i32) (param $count i32) (result i32)
              (i32.store (i32.const \(Self.wordsAddress)) (local.get $address))
              (i32.store (i32.const \(Self.wordsAddress + 4)) (local.get $count))
              (i32.const \(Self.wordsAddress)))
            (export "peek" (func $words))
            (func (export "echo-list") (param $address i32) (param $count i32) (result i32)
              \(keep([(.i32, "(local.get $address)"), (.i32, "(local.get $count)")]))
              (call $words (local.get $address) (local.get $count)))
            (func (export "poke") (param $address i32) (param $bytes i32) (param $count i32)
              (memory.copy (local.get $address) (local.get $bytes) (local.get $count)) \(free))
            (func (export "flats") (result i32)
              (call $words (i32.const \(Self.flatsAddress)) (i32.load (i32.const \(Self.flatsAddress - 8)))))
            (func (export "free-echo") (param \(flatResult)) \(free))
            (func (export "free-echo-list") (param i32) \(free))
            \(importsHost ? through(parameters, arguments, free) : "")
            """
    }

    /// Notes the core values, widened to 64 bits.
    private func keep(_ values: [(EchoType.Core, String)]) -> String {
        let stores = values.enumerated().map { index, value in
            let widened =
                switch value.0 {
                case .i32: "(i64.extend_i32_u \(value.1))"
                case .i64: value.1
                case .f32: "(i64.extend_i32_u (i32.reinterpret_f32 \(value.1)))"
                case .f64: "(i64.reinterpret_f64 \(value.1))"
                }
            return "(i64.store (i32.const \(Self.flatsAddress + 8 * index)) \(widened))"
        }
        return "(i32.store (i32.const \(Self.flatsAddress - 8)) (i32.const \(values.count)))\n"
            + stores.joined(separator: "\n")
    }

    private var newResult: String {
        """
        (local.set $result (call $realloc (i32.const 0) (i32.const 0)
          (i32.const \(element.alignment)) (i32.const \(element.byteCount))))
        """
    }

    /// Returns the parameters: as they are, or where they lie, or stored as the result.
    private func echo(_ arguments: [String]) -> String {
        // A tuple in memory is a tuple in memory, whether of parameters or a result.
        if isSpilled || element.flat.count == 1 { return arguments[0] }
        return "\(newResult)\n\(element.store(arguments, at: 0))\n(local.get $result)"
    }

    private var returnsFlat: Bool { element.flat.count == 1 }

    private var hostImport: String {
        let parameters = flatParameters.map(\.rawValue) + (returnsFlat ? [] : ["i32"])
        let result = returnsFlat ? "(result \(flatResult))" : ""
        return "(import \"host\" \"host\" (func $host (param \(parameters.joined(separator: " "))) \(result)))"
    }

    private func through(_ parameters: String, _ arguments: [String], _ free: String) -> String {
        let call =
            returnsFlat
            ? "(call $host \(arguments[0]))"
            : "\(newResult)\n(call $host \(arguments.joined(separator: " ")) (local.get $result))\n(local.get $result)"
        return """
            (func (export "through") \(parameters) (result \(flatResult)) (local $result i32) \(call))
            (func (export "free-through") (param \(flatResult)) \(free))
            """
    }
}
