// A component that shows what another implementation of the canonical ABI does with it. Plain values, any thread.

import CanonicalABI
import TestSupport

/// A component, in WebAssembly text, with three functions for each function type `(P…) -> R` it was made for:
///
///     take-N: func(P…)              notes the core values that it is called with, and keeps what lies in memory
///     call-N: func()                calls the import `host-N: func(P…) -> R` with the core values that are noted
///     give-N: func(bits: u64) -> R  returns a core value: these bits
///
/// and some to look at its memory, and change it, between these:
///
///     peek: func(count: u32) -> list<u64>     the first words of its memory
///     poke: func(words: list<u64>)            its memory's beginning; all that is behind becomes zero
///     plan: func(words: list<u64>)            the next take: whether it calls its call, and the handles it drops
///     lie:  func(kind: u32, after: u32)       what its allocator does wrong, after so many answers that are right
///
/// Its types may have handles to as many resources of the host's as are said.
struct AgreementComponent {
    /// Memory: what is noted, a result, what the allocator gives, what `plan` was told.
    static let memorySize = 2 << 16
    static let nextAddress = 0
    static let flatsAddress = 8
    static let flatResultAddress = 136
    /// Of the address that a result in memory has, which the guest says.
    static let resultPointerAddress = 144
    static let resultAddress = 160
    static let arenaAddress = 416
    private static let planAddress = 126_976
    private static let wordsAddress = 131_056

    let functions: [FunctionType]
    let encoding: StringEncoding
    let resourceCount: Int

    var text: String {
        var texts = EchoTypeTexts()
        let types = functions.map { function in
            let parameters = function.parameters
                .map { "(param \"\($0.name)\" \(texts.reference(to: EchoType($0.type))))" }.joined(separator: " ")
            return (parameters, function.result.map { "(result \(texts.reference(to: EchoType($0))))" } ?? "")
        }
        let numbers = functions.indices
        let resources = 0..<resourceCount
        func lines(_ range: Range<Int>, _ line: (Int) -> String) -> String {
            range.map(line).joined(separator: "\n  ")
        }
        return """
            (component
              \(lines(resources) { #"(import "r\#($0)" (type $resource\#($0) (sub resource)))"# })
              \(texts.definitions.joined(separator: "\n  "))
              \(lines(numbers) { #"(import "host-\#($0)" (func $host\#($0) \#(types[$0].0) \#(types[$0].1)))"# })
              (core module $libc \(Self.libc))
              (core instance $libc (instantiate $libc))
              (alias core export $libc "memory" (core memory $memory))
              (alias core export $libc "cabi_realloc" (core func $realloc))
              \(lines(resources) { "(core func $drop\($0) (canon resource.drop $resource\($0)))" })
              \(lines(numbers) { "(core func $lowered\($0) (canon lower (func $host\($0)) \(options)))" })
              (core module $main \(main))
              (core instance $main (instantiate $main
                (with "libc" (instance $libc))
                (with "drop" (instance \(lines(resources) { #"(export "\#($0)" (func $drop\#($0)))"# })))
                (with "host" (instance \(lines(numbers) { #"(export "\#($0)" (func $lowered\#($0)))"# })))))
              \(lines(numbers) { number in
                  export("take-\(number)", types[number].0) + "\n" + export("call-\(number)", "")
                      + (types[number].1.isEmpty
                          ? "" : export("give-\(number)", "(param \"bits\" u64) \(types[number].1)"))
              })
              \(export("peek", #"(param "count" u32) (result (list u64))"#))
              \(export("poke", #"(param "words" (list u64))"#))
              \(export("plan", #"(param "words" (list u64))"#))
              \(export("lie", #"(param "kind" u32) (param "after" u32)"#))
            )
            """
    }

    private var options: String { "(memory $memory) (realloc $realloc) string-encoding=\(encoding.name)" }

    private func export(_ name: String, _ type: String) -> String {
        #"(func (export "\#(name)") \#(type) (canon lift (core func $main "\#(name)") \#(options)))"#
    }

    /// Memory, and an allocator that only goes forward; how it lies is told by `MirrorGuest.Lie`.
    static let libc = """
        (memory (export "memory") 2 2)
        (global $next (export "next") (mut i32) (i32.const \(arenaAddress)))
        (global $lie (export "lie") (mut i32) (i32.const 0))
        (global $after (export "after") (mut i32) (i32.const 0))
        (func (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $alignment i32) (param $size i32)
          (result i32) (local $new i32)
          (if (global.get $lie) (then
            (if (global.get $after)
              (then (global.set $after (i32.sub (global.get $after) (i32.const 1))))
              (else
                (if (i32.and (i32.eq (global.get $lie) (i32.const 1)) (i32.gt_u (local.get $alignment) (i32.const 1)))
                  (then (return (i32.or (global.get $next) (i32.const 1)))))
                (if (i32.eq (global.get $lie) (i32.const 2))
                  (then (return (i32.add (local.get $alignment) (i32.and
                    (i32.sub (i32.const \(memorySize)) (local.get $size))
                    (i32.sub (i32.const 0) (local.get $alignment)))))))
                (if (i32.eq (global.get $lie) (i32.const 3))
                  (then (return (i32.sub (i32.const 0) (local.get $alignment)))))
                (if (i32.eq (global.get $lie) (i32.const 4)) (then (return (i32.const \(arenaAddress)))))
                (if (i32.eq (global.get $lie) (i32.const 5)) (then (unreachable)))))))
          (local.set $new (i32.and
            (i32.add (global.get $next) (i32.sub (local.get $alignment) (i32.const 1)))
            (i32.sub (i32.const 0) (local.get $alignment))))
          (if (i32.gt_u (i32.add (local.get $new) (local.get $size)) (i32.const \(memorySize))) (then (unreachable)))
          (global.set $next (i32.add (local.get $new) (local.get $size)))
          (memory.copy (local.get $new) (local.get $old)
            (select (local.get $oldSize) (local.get $size) (i32.lt_u (local.get $oldSize) (local.get $size))))
          (local.get $new))
        """

    private var main: String {
        let resources = 0..<resourceCount
        let drops = resources.map { "(import \"drop\" \"\($0)\" (func $drop\($0) (param i32)))" }
        let hosts = functions.enumerated().map { number, function in
            let parameters = function.importedSignature.parameters.map { " \($0)" }.joined()
            let results = function.importedSignature.results.map { " \($0)" }.joined()
            return "(import \"host\" \"\(number)\" (func $host\(number) (param\(parameters)) (result\(results))))"
        }
        let drop = resources.map {
            """
            (if (i32.eq (i32.load (local.get $at)) (i32.const \($0)))
              (then (call $drop\($0) (i32.load offset=4 (local.get $at)))))
            """
        }
        return """
            (import "libc" "memory" (memory 2))
            (import "libc" "next" (global $next (mut i32)))
            (import "libc" "lie" (global $lie (mut i32)))
            (import "libc" "after" (global $after (mut i32)))
            \(drops.joined(separator: "\n"))
            \(hosts.joined(separator: "\n"))
            (func $drops (local $at i32) (local $count i32)
              (local.set $count (i32.load (i32.const \(Self.planAddress + 4))))
              (local.set $at (i32.const \(Self.planAddress + 8)))
              (i64.store (i32.const \(Self.planAddress)) (i64.const 0))
              (block $done (loop $more
                (br_if $done (i32.eqz (local.get $count)))
                \(drop.joined(separator: "\n"))
                (local.set $at (i32.add (local.get $at) (i32.const 8)))
                (local.set $count (i32.sub (local.get $count) (i32.const 1)))
                (br $more))))
            \(functions.indices.map(exports).joined(separator: "\n"))
            (func (export "peek") (param $count i32) (result i32)
              (global.set $next (i32.const \(Self.arenaAddress)))
              (i32.store (i32.const \(Self.wordsAddress)) (i32.const 0))
              (i32.store (i32.const \(Self.wordsAddress + 4)) (local.get $count))
              (i32.const \(Self.wordsAddress)))
            (func (export "poke") (param $words i32) (param $count i32) (local $end i32)
              (local.set $end (i32.mul (local.get $count) (i32.const 8)))
              (memory.copy (i32.const 0) (local.get $words) (local.get $end))
              (memory.fill (local.get $end) (i32.const 0) (i32.sub (i32.const \(Self.memorySize)) (local.get $end)))
              (global.set $next (local.get $end)))
            (func (export "plan") (param $words i32) (param $count i32)
              (memory.copy (i32.const \(Self.planAddress)) (local.get $words)
                (i32.mul (local.get $count) (i32.const 8)))
              (global.set $next (i32.const \(Self.arenaAddress))))
            (func (export "lie") (param $kind i32) (param $after i32)
              (global.set $lie (local.get $kind)) (global.set $after (local.get $after)))
            """
    }

    /// The core functions for one function type.
    private func exports(_ number: Int) -> String {
        let function = functions[number]
        let types = function.exportedSignature.parameters
        let parameters = types.enumerated().map { "(param $f\($0.offset) \($0.element))" }.joined(separator: " ")
        let stores = types.enumerated().map { index, type in
            Self.store(type, "(local.get $f\(index))", at: Self.flatsAddress + 8 * index)
        }
        let place = function.returnsResultInMemory ? ["(i32.load (i32.const \(Self.resultPointerAddress)))"] : []
        let loads = types.enumerated().map { "(\($0.element).load (i32.const \(Self.flatsAddress + 8 * $0.offset)))" }
        let call = "(call $host\(number) \((loads + place).joined(separator: " ")))"
        let note = function.importedSignature.results.first.map { Self.store($0, call, at: Self.flatResultAddress) }
        return """
            (func $call\(number) (export "call-\(number)") \(note ?? call))
            (func (export "take-\(number)") \(parameters)
              \(Self.store(.i32, "(global.get $next)", at: Self.nextAddress))
              \(Self.store(.i32, "(i32.const \(Self.resultAddress))", at: Self.resultPointerAddress))
              \(stores.joined(separator: "\n"))
              (if (i32.load (i32.const \(Self.planAddress))) (then (call $call\(number))))
              (call $drops))
            \(function.exportedSignature.results.first.map { give(number, $0) } ?? "")
            """
    }

    private func give(_ number: Int, _ type: CoreType) -> String {
        let value =
            switch type {
            case .i32: "(i32.wrap_i64 (local.get $bits))"
            case .i64: "(local.get $bits)"
            case .f32: "(f32.reinterpret_i32 (i32.wrap_i64 (local.get $bits)))"
            case .f64: "(f64.reinterpret_i64 (local.get $bits))"
            }
        return """
            (func (export "give-\(number)") (param $bits i64) (result \(type))
              (global.set $next (i32.const \(Self.arenaAddress))) \(value))
            """
    }

    /// Stores a core value, widened with zeros to 64 bits.
    private static func store(_ type: CoreType, _ value: String, at address: Int) -> String {
        let wide =
            switch type {
            case .i32: "(i64.extend_i32_u \(value))"
            case .i64: value
            case .f32: "(i64.extend_i32_u (i32.reinterpret_f32 \(value)))"
            case .f64: "(i64.reinterpret_f64 \(value))"
            }
        return "(i64.store (i32.const \(address)) \(wide))"
    }
}

extension StringEncoding {
    /// As the text format spells it.
    var name: String {
        switch self {
        case .utf8: "utf8"
        case .utf16: "utf16"
        case .latin1OrUTF16: "latin1+utf16"
        }
    }
}
