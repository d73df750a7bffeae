// Types as C has them. Plain values, any thread.

import CanonicalABI
import WIT

/// A type of the world in C: how it is spelled, what it consists of, and how the canonical ABI lays it out.
struct CType: Sendable {
    indirect enum Form: Sendable {
        /// What is one core value and needs no braces: numbers, characters, enums, flags.
        case scalar(CSlot)
        case boolean
        /// A struct around an index into the instance's handles.
        case handle
        /// The address of an exported resource's own representation.
        case representation
        /// An address and a length, of elements or of bytes.
        case list(element: CType?)
        case record([Member])
        case variant(Variant)
    }

    struct Member: Sendable {
        let name: String
        let documentation: String?
        let type: CType
    }

    /// What has cases: a discriminant and a union of payloads.
    struct Variant: Sendable {
        enum Kind: Sendable { case variant, option, result }

        let kind: Kind
        /// The member with the discriminant, and its type.
        let tag: String
        let tagType: String
        let cases: [Case]
    }

    struct Case: Sendable {
        let name: String
        let documentation: String?
        /// The discriminant, as C spells it.
        let value: String
        let payload: CType?
    }

    /// As C code spells it.
    var name: String
    /// The name of what it is, if `name` is only another one for it.
    let identity: String
    /// The part of a name that tells it from others, for the names of types made of it.
    let stem: String
    let form: Form
    /// What it is to the canonical ABI.
    let value: ValueType
}

extension CType {
    /// The core values that it is passed as.
    var slots: [CSlot] {
        switch form {
        case .scalar(let slot): [slot]
        case .boolean, .handle: [.int32]
        case .representation: [.pointer(name)]
        case .list(let element): [.pointer(Self.address(of: element?.name ?? "uint8_t")), .size]
        case .record(let members): members.flatMap(\.type.slots)
        case .variant(let variant): [.int32] + variant.payloadSlots
        }
    }

    /// What the core values are called where the value is called so.
    func slotNames(_ name: String) -> [String] {
        switch form {
        case .scalar, .boolean, .handle, .representation: [name]
        case .list: ["\(name)_data", "\(name)_length"]
        case .record(let members): members.flatMap { $0.type.slotNames("\(name)_\($0.name)") }
        case .variant(let variant):
            ["\(name)_\(variant.tag)"] + variant.payloadSlots.indices.map { "\(name)_slot\($0)" }
        }
    }

    /// Whether C's own passing of it is the canonical ABI's.
    var isPassedAsIs: Bool {
        switch value {
        case .u32, .s32, .u64, .s64, .f32, .f64, .char: true
        default: false
        }
    }

    /// Whether values hold addresses: of memory, that is to say, that somebody has to give back.
    var holdsMemory: Bool {
        switch form {
        case .scalar, .boolean, .handle, .representation: false
        case .list: true
        case .record(let members): members.contains { $0.type.holdsMemory }
        case .variant(let variant): variant.cases.contains { $0.payload?.holdsMemory ?? false }
        }
    }

    /// The type of an address of something that isn't to be changed.
    static func address(of type: String) -> String { type.hasSuffix("*") ? "\(type)const *" : "const \(type) *" }

    /// A declaration of something of this type.
    func declaring(_ identifier: String) -> String { Self.declaring(identifier, as: name) }

    static func declaring(_ identifier: String, as type: String) -> String {
        type.hasSuffix("*") ? type + identifier : "\(type) \(identifier)"
    }
}

extension CType.Variant {
    /// What the payloads of all cases share, after the discriminant.
    var payloadSlots: [CSlot] {
        var shared: [CSlot] = []
        for payload in cases.compactMap(\.payload) {
            for (index, slot) in payload.slots.enumerated() {
                if index < shared.count {
                    shared[index] = shared[index].joined(with: slot)
                } else {
                    shared.append(slot)
                }
            }
        }
        return shared
    }

    /// An option's payload is a member of its own; other payloads are members of a union.
    var path: String { kind == .option ? "" : "payload." }
}
