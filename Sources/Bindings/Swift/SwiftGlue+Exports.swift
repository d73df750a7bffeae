// What the author writes in Swift, and the functions that are exported, which call it. Used by one thread at a time.

import CanonicalABI
import WIT

extension SwiftGlueWriter {
    /// The protocol that an exported group's namespace conforms to, and the entry points.
    mutating func exports(
        of group: WorldBinding.Group, _ functions: [CFunction], _ namespace: String, _ names: inout NameTable
    ) -> String {
        let resources = group.types.filter(\.isResource)
        guard !functions.isEmpty || !resources.isEmpty else { return "" }
        var requirements = ""
        var entryPoints = ""
        for function in functions {
            let name = names.claim(SwiftNaming.member(Self.label(function)))
            requirements += "\n" + CText.comment(function.function.documentation, indent: 1)
            requirements += "    static \(signature(function, name))\n"
            entryPoints += entryPoint(function, "\(namespace).\(SwiftNaming.escaped(name))")
        }
        for resource in resources {
            let name = names.claim(SwiftNaming.member(resource.name + "-destroy"))
            requirements += "\n    /// Nobody owns it any more.\n    static func \(name)(_ object: OpaquePointer)\n"
            let base = String(table.cType(.borrow(resource.name), in: group).name.dropLast(2))
            entryPoints += """

                @_expose(wasm, "\(group.fullName ?? "")#[dtor]\(resource.name)")
                @_cdecl("\(base)_destroy_entry")
                public func \(SwiftNaming.member(base + "_destroy_entry"))(_ object: UnsafeMutableRawPointer) {
                    \(namespace).\(name)(OpaquePointer(object))
                }

                """
        }
        let contract = claim(namespace + "Exports")
        return """

            /// What is to be written, in an extension of `\(namespace)`.
            protocol \(contract) {
            \(Self.trimmed(requirements))}

            extension \(namespace): \(contract) {}
            \(entryPoints)
            """ + postReturns(functions, namespace, &names)
    }

    /// What is called when results have been read that hold memory, for those who want to know.
    private mutating func postReturns(
        _ functions: [CFunction], _ namespace: String, _ names: inout NameTable
    ) -> String {
        var requirements = ""
        var entryPoints = ""
        for function in functions {
            guard let postReturn = function.postReturn, let result = function.result else { continue }
            let name = names.claim(SwiftNaming.member(Self.label(function) + "-post-return"))
            requirements += "    static func \(name)(_ result: \(result.identity))\n"
            entryPoints += """

                @_expose(wasm, "cabi_post_\(function.group.exportName(function.function))")
                @_cdecl("\(postReturn.coreName)")
                public func \(SwiftNaming.member(postReturn.coreName))(_ result: UnsafeRawPointer) {
                    \(namespace).\(name)(result.assumingMemoryBound(to: \(result.identity).self).pointee)
                }

                """
        }
        guard !requirements.isEmpty else { return "" }
        let contract = claim(namespace + "PostReturns")
        return """

            #if \(table.naming.macroPrefix)POST_RETURN
            /// What results' memory is given back by, once they have been read; in an extension of `\(namespace)`.
            protocol \(contract) {
            \(requirements)}

            extension \(namespace): \(contract) {}
            \(entryPoints)#endif

            """
    }
}
