// A function of the world in C. Plain values, any thread.

import CanonicalABI
import WIT

/// A function with its C types: what both directions, and Swift, write their code from.
struct CFunction: Sendable {
    struct Parameter: Sendable {
        let label: String
        let name: String
        let type: CType
        /// The core values that it is passed as, as parameters of the core function.
        let slots: [(name: String, slot: CSlot)]
    }

    let function: Function
    let group: WorldBinding.Group
    let name: String
    let parameters: [Parameter]
    let result: CType?
    /// The struct that the parameters are passed in when they are too many.
    let parameterStruct: String?
    /// The core function: imported, or exported.
    let coreName: String
    let postReturn: (name: String, coreName: String)?
}

extension CFunction {
    /// Whether the result comes back through memory.
    var returnsInMemory: Bool { (result?.slots.count ?? 0) > FunctionType.maximumFlatResults }

    /// Whether C's own call is the core function's.
    var isPassedAsIs: Bool {
        parameterStruct == nil && parameters.allSatisfy(\.type.isPassedAsIs) && result?.isPassedAsIs ?? true
    }

    /// Whether memory has to be found for what is passed in.
    var needsMemory: Bool {
        group.direction == .import
            ? result?.holdsMemory ?? false : parameterStruct != nil || parameters.contains(where: \.type.holdsMemory)
    }

    /// As the author calls or writes it.
    var signature: [String] {
        parameters.isEmpty ? ["void"] : parameters.map { $0.type.declaring($0.name) }
    }

    /// The parameters that the core function has for them.
    var coreParameters: [String] {
        if let parameterStruct { return ["const \(parameterStruct) *parameters"] }
        return parameters.flatMap(\.slots).map { CType.declaring($0.name, as: $0.slot.spelling) }
    }
}

extension CTypeTable {
    mutating func function(_ function: Function, in group: WorldBinding.Group) -> CFunction {
        let prefix = prefix(of: group.scope, group.direction)
        let label = function.resource.map { "\($0)-\(function.name)" } ?? function.name
        let name = naming.claim(prefix + CNaming.snake(label))
        var locals = NameTable(taken: ["result", "parameters"])
        let typed = function.parameters.map {
            ($0.name, locals.claim(CNaming.member($0.name)), cType($0.type, in: group))
        }
        let parameters = typed.map { label, name, type in
            let slots = type.slots
            let names: [String] =
                switch type.form {
                case .list, .record, .variant: type.slotNames(name).map { locals.claim($0) }
                default: [name]
                }
            return CFunction.Parameter(label: label, name: name, type: type, slots: Array(zip(names, slots)))
        }
        let result = function.result.map { cType($0, in: group) }
        let isSpilled = parameters.reduce(0) { $0 + $1.slots.count } > FunctionType.maximumFlatParameters
        let core = naming.claim(name + (group.direction == .import ? "_import" : "_entry"))
        let needsPostReturn = group.direction == .export && result?.holdsMemory ?? false
        return CFunction(
            function: function, group: group, name: name, parameters: parameters, result: result,
            parameterStruct: isSpilled ? naming.claim(name + "_parameters") : nil, coreName: core,
            postReturn: needsPostReturn
                ? (naming.claim(name + "_post_return"), naming.claim(name + "_post_return_entry")) : nil)
    }

    /// Declares the struct that many parameters are passed in.
    mutating func declareParameterStruct(_ function: CFunction) {
        guard let name = function.parameterStruct else { return }
        let members = function.parameters.map {
            CType.Member(name: $0.name, documentation: nil, type: $0.type)
        }
        let type = CType(
            name: name, stem: stem(name), form: .record(members), .tuple(function.parameters.map(\.type.value)))
        declareStruct(type, members, about: "The parameters of `\(function.name)`.")
    }

    // MARK: - Imports

    mutating func declareImport(_ function: CFunction) {
        declareParameterStruct(function)
        let macro =
            "\(naming.macroPrefix)IMPORT(\"\(function.group.importModule)\", \"\(function.function.externalName)\")\n"
        let documentation = function.function.documentation
        if function.isPassedAsIs {
            begin(documentation)
            text += macro
            text += CText.call(
                CType.declaring(function.name, as: function.result?.name ?? "void"), function.signature, ";\n")
            return
        }
        let arguments: [String] =
            if function.parameterStruct != nil {
                ["&parameters"]
            } else {
                function.parameters.flatMap { lower($0.type, $0.name) }
            }
        let result = function.result
        let returned = function.returnsInMemory ? "void" : result?.slots[0].spelling ?? "void"
        var parameters = function.coreParameters
        if function.returnsInMemory, let result { parameters.append("\(result.name) *result") }
        begin(nil)
        text += macro
        text += CText.call(
            CType.declaring(function.coreName, as: returned), parameters.isEmpty ? ["void"] : parameters, ";\n")
        text += Self.comment(documentation, indent: 0)
        var body: [String] = []
        if let parameterStruct = function.parameterStruct {
            body.append(
                Self.wrapped("\(parameterStruct) parameters = {", function.parameters.map(\.name), "};"))
        }
        if let result, function.returnsInMemory {
            body.append("    \(result.declaring("result"));")
            body.append(CText.call(function.coreName, arguments + ["&result"], ";", indent: 1))
            body.append("    return result;")
        } else if let result {
            let call = "\(function.coreName)(\(arguments.joined(separator: ", ")))"
            body.append("    return \(lift(result, [call]));")
        } else {
            body.append(CText.call(function.coreName, arguments, ";", indent: 1))
        }
        text += CText.call(
            "static inline \(CType.declaring(function.name, as: result?.name ?? "void"))", function.signature, " {\n")
        text += body.joined(separator: "\n") + "\n}\n"
    }

    // MARK: - Exports

    /// The function that keeps a result in memory until it is read; written when it is first asked for.
    mutating func keeper(of type: CType) -> String {
        let name = type.identity + "_keep"
        guard helpers.insert(name).inserted else { return name }
        let identity = type.identity
        text += """

            \(CText.call("static inline const \(identity) *\(name)", ["\(identity) value"], " {"))
                static \(identity) result;
                result = value;
                return &result;
            }

            """
        return name
    }

    /// The function that the author writes, and the one that is exported, which calls it.
    mutating func entryPoint(_ function: CFunction) -> String {
        let result = function.result
        var code = "\n" + Self.comment(function.function.documentation, indent: 0)
        code += CText.call(CType.declaring(function.name, as: result?.name ?? "void"), function.signature, ";\n")
        let arguments: [String] =
            if function.parameterStruct != nil {
                function.parameters.map { "parameters->\($0.name)" }
            } else {
                function.parameters.map { lift($0.type, $0.slots.map(\.name)) }
            }
        let macro = naming.macroPrefix
        let returned = function.returnsInMemory ? "const \(result!.name) *" : result?.slots[0].spelling ?? "void"
        let parameters = function.coreParameters
        code += "\(macro)ENTRY(\"\(function.group.exportName(function.function))\")\n"
        code += CText.call(
            CType.declaring(function.coreName, as: returned), parameters.isEmpty ? ["void"] : parameters, " {\n")
        if let result, function.returnsInMemory {
            code += CText.call("\(result.declaring("result")) = \(function.name)", arguments, ";\n", indent: 1)
            code += "    return \(keeper(of: result))(result);\n"
        } else if let result {
            code += CText.call("\(result.declaring("result")) = \(function.name)", arguments, ";\n", indent: 1)
            code += "    return \(lower(result, "result")[0]);\n"
        } else {
            code += CText.call(function.name, arguments, ";\n", indent: 1)
        }
        code += "}\n"
        if let postReturn = function.postReturn, let result {
            let parameter = "\(result.name) *result"
            code += """
                #if defined(\(macro)POST_RETURN)
                /// What the result's memory is given back by, once it has been read.
                void \(postReturn.name)(\(parameter));
                \(macro)ENTRY("cabi_post_\(function.group.exportName(function.function))")
                void \(postReturn.coreName)(\(parameter)) {
                    \(postReturn.name)(result);
                }
                #endif

                """
        }
        return code
    }

    /// How an exported resource ends.
    mutating func destructor(_ resource: TypeDefinition, in group: WorldBinding.Group) -> String {
        let base = String(cType(.borrow(resource.name), in: group).name.dropLast(2))
        let name = naming.claim(base + "_destroy")
        let entry = naming.claim(name + "_entry")
        return """

            /// Nobody owns it any more.
            void \(name)(\(base) *self);
            \(naming.macroPrefix)ENTRY("\(group.fullName ?? "")#[dtor]\(resource.name)")
            void \(entry)(\(base) *self) {
                \(name)(self);
            }

            """
    }

    private static func wrapped(_ head: String, _ items: [String], _ tail: String) -> String {
        let line = "    \(head)\(items.joined(separator: ", "))\(tail)"
        return line.utf8.count <= CText.lineLength
            ? line : "    \(head)\n" + CText.filled(items, indent: 2, separator: ",") + tail
    }
}
