// Core values as C spells them. Plain values, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md, "Flattening"

/// One of the core values that a value is passed as.
///
/// An i32 that is an address or a length keeps its own type, so that the same code is right in a native build, where
/// those are wider.
enum CSlot: Hashable, Sendable {
    case int32, int64, float, double
    case size
    /// An address, with the type as C spells it.
    case pointer(String)
    /// A place that cases share, of which one has an address or a length there.
    case word

    var spelling: String {
        switch self {
        case .int32: "uint32_t"
        case .int64: "uint64_t"
        case .float: "float"
        case .double: "double"
        case .size: "size_t"
        case .pointer(let type): type
        case .word: "uintptr_t"
        }
    }

    /// The slot that holds either of two.
    func joined(with other: CSlot) -> CSlot {
        if self == other { return self }
        let wide: Set<CSlot> = [.int64, .double]
        if wide.contains(self) || wide.contains(other) { return .int64 }
        let numbers: Set<CSlot> = [.int32, .float]
        return numbers.contains(self) && numbers.contains(other) ? .int32 : .word
    }

    /// C that turns a value of this slot into one of a slot it was joined to.
    func widened(_ value: String, to target: CSlot, _ bits: BitFunctions) -> String {
        if self == target { return value }
        switch self {
        case .float: return "\(bits.ofFloat)(\(value))"
        case .double: return "\(bits.ofDouble)(\(value))"
        case .pointer where target == .int64: return "(uint64_t)(uintptr_t)\(value)"
        default: return "(\(target.spelling))\(value)"
        }
    }

    /// C that turns a value of a joined slot back into one of this slot.
    func narrowed(_ value: String, from source: CSlot, _ bits: BitFunctions) -> String {
        if self == source { return value }
        switch self {
        case .float: return "\(bits.toFloat)(\(source == .int32 ? "" : "(uint32_t)")\(value))"
        case .double: return "\(bits.toDouble)(\(value))"
        case .pointer(let type) where source == .int64: return "(\(type))(uintptr_t)\(value)"
        default: return "(\(spelling))\(value)"
        }
    }
}

/// What the functions are called that give a float's bits and take them.
struct BitFunctions: Sendable {
    let ofFloat: String
    let toFloat: String
    let ofDouble: String
    let toDouble: String

    init(_ names: inout NameTable, prefix: String) {
        ofFloat = names.claim(prefix + "f32_bits")
        toFloat = names.claim(prefix + "f32_of_bits")
        ofDouble = names.claim(prefix + "f64_bits")
        toDouble = names.claim(prefix + "f64_of_bits")
    }

    /// Those of the functions that a text calls.
    func definitions(for text: String) -> String {
        func define(_ name: String, _ from: String, _ to: String) -> String {
            guard text.contains("\(name)(") else { return "" }
            return """

                static inline \(to) \(name)(\(from) value) {
                    union {
                        \(from) from;
                        \(to) to;
                    } bits = {value};
                    return bits.to;
                }

                """
        }
        let found =
            define(ofFloat, "float", "uint32_t") + define(toFloat, "uint32_t", "float")
            + define(ofDouble, "double", "uint64_t") + define(toDouble, "uint64_t", "double")
        return found.isEmpty ? "" : "\n// Where cases share a place, numbers go by their bits.\n" + found.dropFirst()
    }
}
