// What is generated for Swift is Embedded Swift, and looks as it did.

import Bindings
import Foundation
import TestSupport
import Testing
import WIT

@Suite("A world in Swift")
struct SwiftTests {
    @Test("looks as it did", arguments: [("everything", "everything"), ("resources", "plugin")])
    func golden(name: String, world: String) throws {
        let generated = try Generated(Bench.resolution(golden: name), world: world)
        let file = Bench.golden.appending(path: "\(name).swift")
        #expect(try !Bench.differs(generated.glue.text, from: file), "\(name).swift differs; CAJON_BLESS=1")
    }

    /// What an author writes for a world.
    private static let authors: [String: String] = [
        "everything": """
        internal import CWorld

        extension ExportedCanvas {
            static func pageConstructor(width: UInt32, height: UInt32) -> Page {
                test_everything_exports_canvas_page_new(OpaquePointer(bitPattern: Int(width &+ height))!)
            }
            static func pageDraw(
                object: OpaquePointer, shape: Shapes.Shape, at: test_everything_shapes_point_option
            ) -> test_everything_u32_string_result {
                test_everything_canvas_self_check(shape).tag == 0
                    ? Canvas.pageDraw(object: test_everything_canvas_page_lend(page), shape: shape, at: at)
                    : test_everything_u32_string_result()
            }
            static func pageMerge(
                pages: test_everything_exports_canvas_page_own_list, into: OpaquePointer
            ) -> Page { pages.data[0] }
            static func pageDestroy(_ object: OpaquePointer) {}
            static func show(drawing: Shapes.Drawing) -> test_everything_void_shapes_color_result {
                Canvas.show(drawing: drawing)
            }
            static func allowed(rights: Shapes.Permissions, level: Int8) -> Bool {
                Canvas.allowed(rights: rights.union(.write), level: level)
            }
            static func many(
                a: test_everything_string, b: test_everything_string, c: test_everything_string,
                d: test_everything_string, e: test_everything_string, f: test_everything_string,
                g: test_everything_string, h: test_everything_string, i: Float
            ) -> Double { Double(i) + Double(a.length) }
            static func best() -> test_everything_shapes_color_option {
                .init(is_some: true, value: Shapes.Color.in.rawValue)
            }
            static func selfCheck(shape: Shapes.Shape) -> Shapes.Shape { shape }
            static var page: Canvas.Page { Canvas.pageConstructor(width: 1, height: 2) }
        }

        extension ExportedEverything {
            static func run(`inout`: test_everything_u8_list_f32_f32_tuple_result) -> UInt32 { 65 }
        }
        """,
        "resources": """
        internal import CWorld

        extension Guest {
            static func voiceConstructor(pitch: Float) -> Voice { Voice(handle: 0) }
            static func voiceRender(object: OpaquePointer, frameCount: UInt32) -> test_plugin_f32_list { .init() }
            static func voiceTwin(object: OpaquePointer) -> Voice { Voice(handle: 0) }
            static func voicePlayFrom(object: OpaquePointer, file: Host.BorrowedFile) {
                _ = Host.fileRead(object: file, byteCount: 4)
            }
            static func mix(
                voices: test_plugin_guest_voice_list, solo: test_plugin_guest_voice_option
            ) -> test_plugin_f32_list { .init() }
            static func keep(file: Host.File, register: Voice) { test_plugin_host_file_drop(file) }
            static func voiceDestroy(_ object: OpaquePointer) {}
            static func voiceRenderPostReturn(_ result: test_plugin_f32_list) {}
            static func mixPostReturn(_ result: test_plugin_f32_list) { result.data.deallocate() }
        }
        """,
    ]

    @Test("compiles as Embedded Swift together with what an author writes", arguments: ["everything", "resources"])
    func compiles(name: String) throws {
        let world = name == "resources" ? "plugin" : name
        let generated = try Generated(Bench.resolution(golden: name), world: world)
        let folder = try TemporaryFolder()
        try folder.write(generated.header.text, generated.header.fileName)
        try folder.write(generated.glue.moduleMap, "module.modulemap")
        let files = [
            try folder.write(generated.glue.text, generated.glue.fileName),
            try folder.write(#require(Self.authors[name]), "Author.swift"),
        ]
        for flags in name == "resources" ? [[], ["-D", "TEST_PLUGIN_POST_RETURN"]] : [[]] {
            let said = try Bench.swiftc(flags + files, in: folder)
            #expect(said.isEmpty, "\(flags): \(said.prefix(4_000))")
        }
    }

    @Test(
        "compiles for any world, when its author has written something for each export",
        arguments: [0, 1, 2] as [UInt64])
    func drawn(part: UInt64) throws {
        var (count, exportCount) = (0, 0)
        for seed in (part * 40)..<(part * 40 + 40) where count < 3 {
            var generator = PackageGenerator(seed: seed)
            guard let resolution = try? Resolution(parsing: generator.text(), features: .all),
                let world = resolution.main.worlds.first
            else { continue }
            count += 1
            exportCount += world.exports.count
            let generated = try Generated(resolution, world: world.name, names: BindingNames(prefix: "x"))
            let folder = try TemporaryFolder()
            try folder.write(generated.header.text, generated.header.fileName)
            try folder.write(generated.glue.moduleMap, "module.modulemap")
            let files = [
                try folder.write(generated.glue.text, "Glue.swift"),
                try folder.write("internal import CWorld\n" + Self.stubs(generated.glue.text), "Stubs.swift"),
            ]
            let said = try Bench.swiftc(files, in: folder)
            #expect(said.isEmpty, "seed \(seed): \(said.prefix(3_000))")
        }
        #expect(count == 3)
        #expect(exportCount > 0)
    }

    /// An extension for each protocol of the glue, with functions that do nothing.
    private static func stubs(_ glue: String) -> String {
        // What is there only on demand isn't asked for.
        let parts = glue.split(separator: "\n#if ")
        let plain = parts.dropFirst().reduce(String(parts[0])) {
            $0 + $1.split(separator: "#endif").dropFirst().joined()
        }
        return plain.split(separator: "\nprotocol ").dropFirst().map { text in
            let name = text.prefix { $0 != " " }.dropLast("Exports".count)
            let body = text.prefix(upTo: text.range(of: "\n}")!.lowerBound).drop { $0 != "\n" }
            let functions = body.split(separator: "\n\n").map { item in
                item.split(separator: "\n").filter { !$0.hasPrefix("    ///") }.joined(separator: "\n")
                    + " { fatalError() }"
            }
            return "extension \(name) {\n\(functions.joined(separator: "\n"))\n}\n"
        }.joined()
    }
}
