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
    func widened(_ value: String, to target: CSlot) -> String {
        if self == target { return value }
        let bits =
            switch self {
            case .float: "((union { float number; uint32_t bits; }){.number = \(value)}).bits"
            case .double: "((union { double number; uint64_t bits; }){.number = \(value)}).bits"
            case .pointer where target == .int64: "(uintptr_t)\(value)"
            default: value
            }
        return bits == value || target != .int32 ? "(\(target.spelling))\(bits)" : bits
    }

    /// C that turns a value of a joined slot back into one of this slot.
    func narrowed(_ value: String, from source: CSlot) -> String {
        if self == source { return value }
        switch self {
        case .float:
            return "((union { uint32_t bits; float number; }){.bits = (uint32_t)\(value)}).number"
        case .double:
            return "((union { uint64_t bits; double number; }){.bits = \(value)}).number"
        case .pointer(let type) where source == .int64: return "(\(type))(uintptr_t)\(value)"
        default: return "(\(spelling))\(value)"
        }
    }
}
