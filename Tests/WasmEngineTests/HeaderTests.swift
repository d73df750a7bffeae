// CWasmtime's header against what wasmtime itself says of its layout.
import CWasmtime
import Foundation
import Glibc
import Testing

@Suite struct HeaderTests {
    /// The layout that wasmtime's Python bindings, which are generated from its sources, state.
    private struct Bindings: Decodable {
        struct Layout: Decodable {
            let size: Int
            let alignment: Int
            let offsets: [String: Int]
        }
        struct Function: Decodable {
            let result: String
            let parameters: [String]
        }
        let structs: [String: Layout]
        let enums: [String: [String: Int]]
        let functions: [String: Function]

        static let loaded = Result { try load() }

        private static func load() throws -> Bindings {
            let tests = URL(filePath: #filePath).deletingLastPathComponent()
            let root = tests.deletingLastPathComponent().deletingLastPathComponent()
            let prefix = ProcessInfo.processInfo.environment["WASMTIME_PREFIX"].map { URL(filePath: $0) }
            let bindings = (prefix ?? root.appending(path: ".deps/wasmtime")).appending(path: "bindings.py")
            try #require(
                FileManager.default.fileExists(atPath: bindings.path),
                """
                there is no bindings.py to compare the header with: it comes with wasmtime's Python wheel, which \
                `make setup` unpacks; with WASMTIME_PREFIX, copy the wheel's wasmtime/_bindings.py of the same version there
                """)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", tests.appending(path: "describe-bindings.py").path, bindings.path]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let json = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "describe-bindings.py failed")
            return try JSONDecoder().decode(Bindings.self, from: json)
        }
    }

    /// A declaration in the header, with types spelt as `describe-bindings.py` spells them.
    private struct Declaration {
        let name: String
        let result: String
        let parameters: [String]
    }

    @Test func `each struct has wasmtime's size, alignment and field offsets`() throws {
        let bindings = try Bindings.loaded.get()
        func check<T>(_ type: T.Type, _ name: String, _ fields: [String: PartialKeyPath<T>]) throws {
            let expected = try #require(bindings.structs[name], "the bindings know no \(name)")
            #expect(MemoryLayout<T>.size == expected.size, "size of \(name)")
            #expect(MemoryLayout<T>.stride == expected.size, "stride of \(name)")
            #expect(MemoryLayout<T>.alignment == expected.alignment, "alignment of \(name)")
            for (field, path) in fields {
                let offset = try #require(expected.offsets[field], "the bindings know no \(name).\(field)")
                #expect(MemoryLayout<T>.offset(of: path) == offset, "offset of \(name).\(field)")
            }
            #expect(Set(fields.keys) == Set(expected.offsets.keys), "fields of \(name)")
        }
        try check(wasm_byte_vec_t.self, "wasm_byte_vec", ["size": \.size, "data": \.data])
        try check(wasm_valtype_vec_t.self, "wasm_valtype_vec", ["size": \.size, "data": \.data])
        try check(wasm_importtype_vec_t.self, "wasm_importtype_vec", ["size": \.size, "data": \.data])
        try check(wasm_exporttype_vec_t.self, "wasm_exporttype_vec", ["size": \.size, "data": \.data])
        try check(wasm_frame_vec_t.self, "wasm_frame_vec", ["size": \.size, "data": \.data])
        try check(wasmtime_func_t.self, "wasmtime_func", ["store_id": \.store_id, "__private": \.__private])
        try check(wasmtime_instance_t.self, "wasmtime_instance", ["store_id": \.store_id, "__private": \.__private])
        try check(
            wasmtime_global_t.self, "wasmtime_global",
            [
                "store_id": \.store_id, "__private1": \.__private1, "__private2": \.__private2,
                "__private3": \.__private3,
            ])
        try check(
            wasmtime_memory_anon_0.self, "wasmtime_memory_anon_0",
            ["store_id": \.store_id, "__private1": \.__private1])
        try check(wasmtime_memory_t.self, "wasmtime_memory", ["_anon_1": \._anon_1, "__private2": \.__private2])
        try check(
            wasmtime_table_anon_0.self, "wasmtime_table_anon_0", ["store_id": \.store_id, "__private1": \.__private1])
        try check(wasmtime_table_t.self, "wasmtime_table", ["_anon_1": \._anon_1, "__private2": \.__private2])
        try check(wasmtime_extern_t.self, "wasmtime_extern", ["kind": \.kind, "of": \.of])
        try check(wasmtime_component_val_t.self, "wasmtime_component_val", ["kind": \.kind, "of": \.of])
        try check(wasmtime_component_vallist_t.self, "wasmtime_component_vallist", ["size": \.size, "data": \.data])
        try check(wasmtime_component_valtuple_t.self, "wasmtime_component_valtuple", ["size": \.size, "data": \.data])
        try check(
            wasmtime_component_valrecord_t.self, "wasmtime_component_valrecord", ["size": \.size, "data": \.data])
        try check(wasmtime_component_valflags_t.self, "wasmtime_component_valflags", ["size": \.size, "data": \.data])
        try check(wasmtime_component_valmap_t.self, "wasmtime_component_valmap", ["size": \.size, "data": \.data])
        try check(
            wasmtime_component_valrecord_entry_t.self, "wasmtime_component_valrecord_entry",
            ["name": \.name, "val": \.val])
        try check(
            wasmtime_component_valvariant_t.self, "wasmtime_component_valvariant",
            ["discriminant": \.discriminant, "val": \.val])
        try check(
            wasmtime_component_valresult_t.self, "wasmtime_component_valresult", ["is_ok": \.is_ok, "val": \.val])
        try check(wasmtime_component_valtype_t.self, "wasmtime_component_valtype", ["kind": \.kind, "of": \.of])
        try check(wasmtime_component_item_t.self, "wasmtime_component_item", ["kind": \.kind, "of": \.of])
        try check(
            wasmtime_component_instance_t.self, "wasmtime_component_instance",
            ["store_id": \.store_id, "__private": \.__private])
        try check(
            wasmtime_component_func_anon_0.self, "wasmtime_component_func_anon_0",
            ["store_id": \.store_id, "__private1": \.__private1])
        try check(
            wasmtime_component_func_t.self, "wasmtime_component_func",
            ["_anon_1": \._anon_1, "__private2": \.__private2, "__private3": \.__private3])
        let unions: [(name: String, size: Int, alignment: Int)] = [
            (
                "wasmtime_extern_union", MemoryLayout<wasmtime_extern_union_t>.size,
                MemoryLayout<wasmtime_extern_union_t>.alignment
            ),
            (
                "wasmtime_component_valunion", MemoryLayout<wasmtime_component_valunion_t>.size,
                MemoryLayout<wasmtime_component_valunion_t>.alignment
            ),
            (
                "wasmtime_component_item_union", MemoryLayout<wasmtime_component_item_union_t>.size,
                MemoryLayout<wasmtime_component_item_union_t>.alignment
            ),
            ("wasmtime_val_raw", MemoryLayout<wasmtime_val_raw_t>.size, MemoryLayout<wasmtime_val_raw_t>.alignment),
        ]
        for union in unions {
            let expected = try #require(bindings.structs[union.name])
            #expect(union.size == expected.size, "size of \(union.name)")
            #expect(union.alignment == expected.alignment, "alignment of \(union.name)")
        }
    }

    @Test func `each constant has wasmtime's value`() throws {
        let bindings = try Bindings.loaded.get()
        let header = try Self.header()
        var checkedCount = 0
        for enumeration in header.matches(of: /enum (\w+) \{([^}]*)\}/) where enumeration.1.hasPrefix("wasm") {
            let expected = try #require(bindings.enums[String(enumeration.1)], "the bindings know no \(enumeration.1)")
            for constant in enumeration.2.matches(of: /(\w+) = (\d+)/) {
                #expect(expected[String(constant.1)] == Int(constant.2), "\(constant.1)")
                checkedCount += 1
            }
        }
        #expect(checkedCount == 30)
    }

    @Test func `each function exists in the library, with the types the header declares`() throws {
        let bindings = try Bindings.loaded.get()
        let declarations = Self.declarations(in: try Self.header())
        #expect(declarations.count > 170)
        let program = dlopen(nil, RTLD_NOW)
        for declaration in declarations {
            #expect(dlsym(program, declaration.name) != nil, "the library has no \(declaration.name)")
            let expected = try #require(
                bindings.functions[declaration.name], "the bindings know no \(declaration.name)")
            #expect(declaration.result == expected.result, "result of \(declaration.name)")
            #expect(declaration.parameters == expected.parameters, "parameters of \(declaration.name)")
        }
    }

    // MARK: -

    private static func header() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "Sources/CWasmtime/include")
        let text = try ["CWasmtime.h", "CWasmtimeComponents.h"].map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }.joined(separator: "\n")
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line) }
            .joined(separator: "\n")
    }

    private static func declarations(in header: String) -> [Declaration] {
        header.split(separator: ";").compactMap { statement in
            let text = statement.replacing("CAJON_NO_LOCKS", with: "")
                .replacing("void (*finalizer)(void *)", with: "callback finalizer")
                .split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: " ")
            guard !text.contains("typedef"), !text.contains("{"), !text.contains("}"),
                let match = text.wholeMatch(of: /\s*(.*?)(\w+)\(([^()]*)\)\s*/)
            else { return nil }
            let parameters = match.3.split(separator: ",").map { parameter in
                // What remains of a parameter without its name.
                spelling(of: parameter.replacing(/\w+\s*$/, with: ""))
            }
            return Declaration(
                name: String(match.2), result: spelling(of: match.1), parameters: match.3 == "void" ? [] : parameters)
        }
    }

    /// A C type as `describe-bindings.py` spells it: no `const`, no `_t`, aliases resolved.
    private static func spelling(of type: some StringProtocol) -> String {
        let words = String(type).replacing("const", with: " ").replacing("*", with: " * ").split(separator: " ")
        let aliases = [
            "wasm_name": "wasm_byte_vec", "wasm_message": "wasm_byte_vec", "wasm_valkind": "uint8",
            "wasm_mutability": "uint8", "wasm_externkind": "uint8", "wasmtime_strategy": "uint8",
            "wasmtime_opt_level": "uint8", "wasmtime_trap_code": "uint8", "size": "uint64",
            "wasmtime_func_unchecked_callback": "callback", "wasmtime_epoch_deadline_callback": "callback",
            "wasmtime_component_func_callback": "callback", "wasmtime_component_resource_destructor": "callback",
        ]
        let name = words.filter { $0 != "*" }.joined()
        let plain = name.hasSuffix("_t") ? String(name.dropLast(2)) : name
        return (aliases[plain] ?? plain) + String(repeating: "*", count: words.count { $0 == "*" })
    }
}
