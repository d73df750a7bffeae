// Components that give back what they are given, for comparing one implementation of the canonical ABI with another.
// Plain values, any thread.

/// A component, in WebAssembly text, that passes values of any types through linear memory and back.
///
/// Its functions, where `P` are the types it was made for, and `E` is the only one of them or else their tuple:
///
///     echo:      func(p0: P0, p1: P1, …) -> E    the values as they come: flat, or by one pointer
///     echo-list: func(values: list<E>) -> list<E>
///     through:   func(p0: P0, …) -> E            what the import `host`, of the same type, makes of them
///     lift:      func(address: u32, count: u32) -> list<E>      whatever lies in memory
///     poke:      func(address: u32, bytes: list<u8>)
///     peek:      func(address: u32, count: u32) -> list<u8>
///     flats:     func() -> list<u64>             the core values that echo or echo-list was called with last
///
/// What is lowered into it lies from `arenaAddress` on, one allocation after the other, until a call of `echo`,
/// `echo-list` or `through` returns; then the next begins there again. `poke` is for what lies below it.
package struct EchoComponent: Sendable {
    /// What is below is nobody's, but for the first `reservedByteCount`.
    package static let arenaAddress = 65_536
    package static let reservedByteCount = 1_024

    package let types: [EchoType]
    /// Whether there is the function `through`, and its import.
    package let importsHost: Bool
    /// As the text format spells it.
    package let stringEncoding: String

    package init(_ types: [EchoType], importsHost: Bool = false, stringEncoding: String = "utf8") {
        precondition(!types.isEmpty)
        self.types = types
        self.importsHost = importsHost
        self.stringEncoding = stringEncoding
    }

    /// What `echo` returns.
    package var element: EchoType { types.count == 1 ? types[0] : .tuple(types) }

    package var text: String {
        var texts = EchoTypeTexts()
        let parameters = types.enumerated().map { "(param \"p\($0.offset)\" \(texts.reference(to: $0.element)))" }
            .joined(separator: " ")
        let result = texts.reference(to: element)
        let list = texts.reference(to: .list(element))
        let memory = "(memory $memory) (realloc $realloc) string-encoding=\(stringEncoding)"
        func export(_ name: String, _ type: String, postReturn: Bool = false) -> String {
            """
            (func (export "\(name)") \(type) (canon lift (core func $main "\(name)") \(memory)
              \(postReturn ? "(post-return (core func $main \"free-\(name)\"))" : "")))
            """
        }
        let type = "\(parameters) (result \(result))"
        return """
            (component
              \(texts.definitions.joined(separator: "\n  "))
              \(importsHost ? "(import \"host\" (func $host \(type)))" : "")
              (core module $libc \(Self.libc))
              (core instance $libc (instantiate $libc))
              (alias core export $libc "memory" (core memory $memory))
              (alias core export $libc "cabi_realloc" (core func $realloc))
              \(importsHost ? "(core func $lowered (canon lower (func $host) \(memory)))" : "")
              (core module $main \(main))
              (core instance $main (instantiate $main
                (with "libc" (instance $libc))
                \(importsHost ? "(with \"host\" (instance (export \"host\" (func $lowered))))" : "")))
              \(export("echo", type, postReturn: true))
              \(export("echo-list", "(param \"values\" \(list)) (result \(list))", postReturn: true))
              \(importsHost ? export("through", type, postReturn: true) : "")
              \(export("lift", "(param \"address\" u32) (param \"count\" u32) (result \(list))"))
              \(export("poke", "(param \"address\" u32) (param \"bytes\" (list u8))"))
              \(export("peek", "(param \"address\" u32) (param \"count\" u32) (result (list u8))"))
              \(export("flats", "(result (list u64))"))
            )
            """
    }
}
