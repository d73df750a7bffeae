// What the script engine is told of a kernel: names as scripts have them, and how values lie in memory. Set-up only.

import CanonicalABI
import WIT

/// The JSON text of `kernel.interface`, which Effects/javascript/kernels.c reads.
///
/// All numbers are worked out here, so that the engine needs to know nothing of alignment: `types` are numbered and
/// come parts first; `-1` stands for none.
enum KernelDescription {
    static func json(interfaceName: String, interface: Interface, functions: [FunctionType], types: TypeTable) -> String
    {
        let entries: [(String, String)] = [
            ("interface", string(interfaceName)),
            ("resources", list(interface.resources.map { string(ScriptName.type($0.name)) })),
            ("types", list(types.types.map { type($0, types) })),
            (
                "functions",
                list(zip(interface.functions, functions).map { function($0, $1, types, interface.resources) })
            ),
        ]
        return object(entries)
    }

    private static func function(
        _ function: Function, _ type: FunctionType, _ types: TypeTable, _ resources: [TypeDefinition]
    ) -> String {
        let role =
            switch function.role {
            case .free: "free"
            case .constructor: "constructor"
            case .method: "method"
            case .static: "static"
            }
        let resource = resources.firstIndex { $0.name == function.resource } ?? -1
        return object([
            ("name", string(ScriptName.member(function.name))), ("role", string(role)), ("resource", "\(resource)"),
            ("names", list(type.parameters.map { string(ScriptName.member($0.name)) })),
            ("parameters", "\(types.knownIndex(of: type.parameterTuple))"), ("result", index(type.result, types)),
        ])
    }

    private static func type(_ type: ValueType, _ types: TypeTable) -> String {
        var entries: [(String, String)] = [("size", "\(type.size)"), ("alignment", "\(type.alignment)")]
        func add(_ key: String, _ value: String) { entries.append((key, value)) }
        add("kind", string(type.kindName))
        switch type {
        case .list(let element): add("element", index(element, types))
        case .own(let resource), .borrow(let resource): add("resource", "\(resource)")
        case .flags(let labels): add("names", list(labels.map { string(ScriptName.member($0)) }))
        case .record(let fields): add("names", list(fields.map { string(ScriptName.member($0.name)) }))
        case .enumeration(let names): add("names", list(names.map(string)))
        case .variant(let cases): add("names", list(cases.map { string($0.name) }))
        default: break
        }
        if let members = type.members {
            add("members", list(members.map { index($0, types) }))
            add("offsets", list(type.memberOffsets.offsets.map { "\($0)" }))
        }
        if let cases = type.cases {
            add("discriminantSize", "\(type.discriminantSize)")
            add("payloadOffset", "\(cases.contains { $0 != nil } ? type.payloadOffset : type.discriminantSize)")
            add("payloads", list(cases.map { index($0, types) }))
        }
        return object(entries)
    }

    private static func index(_ type: ValueType?, _ types: TypeTable) -> String {
        "\(type.map { types.knownIndex(of: $0) } ?? -1)"
    }

    // Every text here is a WIT name or made from one: letters, digits, and signs that JSON takes as they are.
    private static func string(_ text: String) -> String { "\"\(text)\"" }
    private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }
    private static func object(_ entries: [(String, String)]) -> String {
        "{\(entries.map { "\"\($0)\":\($1)" }.joined(separator: ","))}"
    }
}

extension ValueType {
    /// The type's keyword.
    fileprivate var kindName: String {
        switch self {
        case .list: "list"
        case .option: "option"
        default: briefName
        }
    }
}
