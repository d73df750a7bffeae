// Declarations of types. Used by one thread at a time.

import CanonicalABI
import WIT

extension CTypeTable {
    /// Writes a declared type, after what it is made of.
    mutating func declare(
        _ definition: TypeDefinition, in scope: TypeScope, _ direction: World.Direction
    ) -> CType {
        let name = naming.claim(prefix(of: scope, direction) + CNaming.snake(definition.name))
        let stem = stem(name)
        let about = definition.documentation
        switch definition.kind {
        case .alias(let reference):
            var type = cType(reference, in: scope, direction)
            begin(about)
            text += "typedef \(type.declaring(name));\n"
            type.name = name
            return type
        case .record(let fields):
            let members = fields.map {
                CType.Member(
                    name: CNaming.member($0.name), documentation: $0.documentation,
                    type: cType($0.type, in: scope, direction))
            }
            let value = ValueType.record(zip(fields, members).map { .init($0.name, $1.type.value) })
            let type = CType(name: name, stem: stem, form: .record(members), value)
            declareStruct(type, members, about: about)
            return type
        case .variant(let items):
            let payloads = items.map { $0.payload.map { cType($0, in: scope, direction) } }
            let value = ValueType.variant(zip(items, payloads).map { .init($0.name, $1?.value) })
            let labels = constants(items, of: name)
            let cases = zip(items, zip(payloads, labels)).map { item, found in
                CType.Case(
                    name: CNaming.member(item.name), documentation: item.documentation, value: found.1,
                    payload: found.0)
            }
            let variant = CType.Variant(
                kind: .variant, tag: "tag", tagType: Self.unsigned(value.discriminantSize), cases: cases)
            let type = CType(name: name, stem: stem, form: .variant(variant), value)
            begin("The cases of `\(name)`.")
            declareConstants(items, labels)
            declareVariant(type, variant, about: about)
            return type
        case .enumeration(let cases):
            let value = ValueType.enumeration(cases.map(\.name))
            begin(about)
            text += "typedef \(Self.unsigned(value.size)) \(name);\n"
            declareConstants(cases, constants(cases, of: name))
            return CType(name: name, stem: stem, form: .scalar(.int32), value)
        case .flags(let cases):
            let value = ValueType.flags(cases.map(\.name))
            begin(about)
            text += "typedef \(Self.unsigned(value.size)) \(name);\n"
            for (index, (item, constant)) in zip(cases, constants(cases, of: name)).enumerated() {
                text += Self.comment(item.documentation, indent: 0)
                text += "#define \(constant) ((\(name))(UINT32_C(1) << \(index)))\n"
            }
            return CType(name: name, stem: stem, form: .scalar(.int32), value)
        case .resource, .use: preconditionFailure("neither a resource nor what is taken over is declared so")
        }
    }

    private mutating func constants(_ cases: [TypeDefinition.Case], of type: String) -> [String] {
        cases.map { naming.claim(CNaming.constant(type, $0.name)) }
    }

    private mutating func declareConstants(_ cases: [TypeDefinition.Case], _ labels: [String]) {
        let line = "enum { \(labels.joined(separator: ", ")) };\n"
        if line.utf8.count <= CText.lineLength, cases.allSatisfy({ $0.documentation == nil }) {
            text += line
            return
        }
        text += "enum {\n"
        for (item, label) in zip(cases, labels) {
            text += Self.comment(item.documentation, indent: 1) + "    \(label),\n"
        }
        text += "};\n"
    }

    // MARK: - Structs

    mutating func declareList(_ type: CType, of element: CType?) {
        begin(element.map { "A list of \($0.stem)." } ?? "UTF-8, not terminated.")
        text += """
            typedef struct {
                \(CType.declaring("data", as: CType.address(of: element?.name ?? "uint8_t")));
                size_t length;
            } \(type.name);

            """
        assertLayout(type, places: [("data", 0), ("length", 4)])
    }

    mutating func declareStruct(_ type: CType, _ members: [CType.Member], about: String?) {
        begin(about)
        text += "typedef struct {\n"
        for member in members {
            text += Self.comment(member.documentation, indent: 1) + "    \(member.type.declaring(member.name));\n"
        }
        text += "} \(type.name);\n"
        assertLayout(type, places: Array(zip(members.map(\.name), type.value.memberOffsets.offsets)))
    }

    mutating func declareVariant(_ type: CType, _ variant: CType.Variant, about: String?) {
        let payloads = variant.cases.compactMap { item in item.payload.map { (item, $0) } }
        begin(about)
        text += "typedef struct {\n    \(variant.tagType) \(variant.tag);\n"
        if variant.kind == .option, let (item, payload) = payloads.first {
            text += "    \(payload.declaring(item.name));\n"
        } else if !payloads.isEmpty {
            text += "    union {\n"
            for (item, payload) in payloads {
                text += Self.comment(item.documentation, indent: 2) + "        \(payload.declaring(item.name));\n"
            }
            text += "    } payload;\n"
        }
        text += "} \(type.name);\n"
        let place = payloads.isEmpty ? [] : [variant.kind == .option ? "value" : "payload"]
        assertLayout(type, places: [(variant.tag, 0)] + place.map { ($0, type.value.payloadOffset) })
    }

    // MARK: - Resources

    mutating func declareResource(
        _ definition: TypeDefinition, base: String, own: CType, borrow: CType, in scope: TypeScope,
        _ direction: World.Direction
    ) {
        let module = resourceModule(of: scope, direction)
        let macro = naming.macroPrefix
        func intrinsic(_ name: String) -> String {
            "\(macro)IMPORT(\"\(module)\", \"[resource-\(name)]\(definition.name)\")"
        }
        begin(definition.documentation)
        if direction == .export {
            text += "typedef struct \(base) \(base);\n"
            begin("A handle that owns a `\(base)`.")
        }
        text += "typedef struct {\n    uint32_t handle;\n} \(own.name);\n"
        assertLayout(own, places: [("handle", 0)])
        if direction == .import {
            begin("A handle that is lent for the time of a call.")
            text += "typedef struct {\n    uint32_t handle;\n} \(borrow.name);\n"
            assertLayout(borrow, places: [("handle", 0)])
        }

        let drop = naming.claim(base + "_drop")
        let dropImport = naming.claim(drop + "_import")
        text += """

            \(intrinsic("drop"))
            void \(dropImport)(uint32_t handle);
            /// Gives a handle back; the resource ends with it.
            \(CText.call("static inline void \(drop)", ["\(own.name) self"], " {"))
                \(dropImport)(self.handle);
            }

            """
        if direction == .import {
            let lend = naming.claim(base + "_lend")
            let dropBorrow = naming.claim(base + "_drop_borrow")
            text += """
                /// Lends a resource for the time of a call.
                \(CText.call("static inline \(borrow.name) \(lend)", ["\(own.name) self"], " {"))
                    return (\(borrow.name)){self.handle};
                }
                /// Gives back what was lent for the time of a call, before the call returns.
                \(CText.call("static inline void \(dropBorrow)", ["\(borrow.name) self"], " {"))
                    \(dropImport)(self.handle);
                }

                """
        } else {
            let new = naming.claim(base + "_new")
            let newImport = naming.claim(new + "_import")
            let rep = naming.claim(base + "_rep")
            let repImport = naming.claim(rep + "_import")
            text += """

                \(intrinsic("new"))
                uint32_t \(newImport)(\(base) *self);
                /// Makes a handle for what is yours. When nobody owns it any more, it comes back to
                /// `\(base)_destroy`.
                \(CText.call("static inline \(own.name) \(new)", ["\(base) *self"], " {"))
                    return (\(own.name)){\(newImport)(self)};
                }

                \(intrinsic("rep"))
                \(base) *\(repImport)(uint32_t handle);
                /// What a handle stands for.
                \(CText.call("static inline \(base) *\(rep)", ["\(own.name) self"], " {"))
                    return \(repImport)(self.handle);
                }

                """
        }
    }

    // MARK: - Parts

    /// A blank line, and what the documentation says.
    mutating func begin(_ documentation: String?) {
        text += "\n" + Self.comment(documentation, indent: 0)
    }

    static func comment(_ documentation: String?, indent: Int) -> String {
        CText.comment(documentation, indent: indent)
    }

    private mutating func assertLayout(_ type: CType, places: [(String, Int)]) {
        let conditions =
            ["sizeof(\(type.name)) == \(type.value.size)", "_Alignof(\(type.name)) == \(type.value.alignment)"]
            + places.filter { $0.1 > 0 }.map { "offsetof(\(type.name), \($0.0)) == \($0.1)" }
        assertions.append((conditions, type.stem))
    }

    /// The unsigned type of so many bytes.
    private static func unsigned(_ byteCount: Int) -> String { "uint\(byteCount * 8)_t" }
}
