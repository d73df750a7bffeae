// What is generated for C is C, lies in memory as the canonical ABI says, and looks as it did.

import Bindings
import EffectBuild
import Foundation
import TestSupport
import Testing
import WIT

@Suite("A world in C")
struct HeaderTests {
    @Test(
        "is a header without a warning whose types lie as the canonical ABI says, for any world",
        arguments: [0, 1, 2, 3] as [UInt64])
    func drawn(part: UInt64) throws {
        let folder = try TemporaryFolder()
        var files: [String] = []
        for seed in (part * 12)..<(part * 12 + 12) {
            var generator = PackageGenerator(seed: seed)
            // Some seeds draw an export that reaches another by an import, which is refused.
            guard let resolution = try? Resolution(parsing: generator.text(), features: .all) else { continue }
            for package in resolution.packages {
                for world in package.worlds {
                    let name = "\(QualifiedName(package.name, world.name))"
                    let header = try CHeader(
                        WorldBinding(resolution, world: name), names: BindingNames(prefix: "x"))
                    let file = "\(seed)-\(files.count)"
                    try folder.write(header.text, "\(file).h")
                    let text = "#define X_ENTRY_POINTS\n#define X_POST_RETURN\n#include \"\(file).h\"\n"
                    files.append(try folder.write(text, "\(file).c"))
                }
            }
        }
        #expect(files.count > 10)
        let said = try Bench.clang(files, in: folder)
        #expect(said.isEmpty, "\(said.prefix(2_000))")
        let native = try Bench.clang(files, target: nil, in: folder)
        #expect(native.isEmpty, "\(native.prefix(2_000))")
    }

    @Test("looks as it did", arguments: [("everything", "everything"), ("resources", "plugin")])
    func golden(name: String, world: String) throws {
        let generated = try Generated(Bench.resolution(golden: name), world: world)
        let file = Bench.golden.appending(path: "\(name).h")
        #expect(try !Bench.differs(generated.header.text, from: file), "\(name).h differs; CAJON_BLESS=1")
        #expect(generated.header.fileName == "\(world).h")
    }

    @Test("lifts what it lowers: what goes out through imports comes back in through exports as it was")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let generated = try Generated(Bench.resolution(golden: "everything"), world: "everything")
        try folder.write(generated.header.text, "everything.h")
        let program = folder.file("round-trip")
        let built = try Bench.run(
            Toolchain.find().clang,
            [
                "-std=gnu17", "-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined", "-fsanitize-trap=undefined",
                "-I", folder.path, Bench.golden.appending(path: "round-trip.c").path, "-o", program,
            ], in: folder)
        try #require(built.isEmpty, "\(built.prefix(2_000))")
        #expect(try Bench.run(URL(filePath: program), [], in: folder) == "", "the status is a line of round-trip.c")
    }

    @Test("can be included by several files, of which one has the entry points")
    func guards() throws {
        let folder = try TemporaryFolder()
        let generated = try Generated(Bench.resolution(golden: "everything"), world: "everything")
        try folder.write(generated.header.text, "everything.h")
        let text = "#include \"everything.h\"\n#include \"everything.h\"\n"
        let file = try folder.write(text, "twice.c")
        #expect(try Bench.clang([file], in: folder) == "")
    }

    @Test("names what it is told to name so, and no name twice")
    func prefixes() throws {
        let text = """
            package a:b;
            interface one { record r { x: u8 } f: func() -> r; realloc: func(); }
            interface two {
                use one.{r};
                f: func(r: r);
                record string-list { x: list<string> }
                g: func(s: string-list);
            }
            world w { import one; import two; }
            """
        let resolution = try Resolution(parsing: text)
        let plain = try Generated(resolution, world: "w").header
        #expect(plain.fileName == "w.h")
        for name in ["a_b_one_r", "a_b_one_f(void)", "a_b_two_f(a_b_one_r r)"] { #expect(plain.text.contains(name)) }
        let names = try BindingNames(prefix: "p", interfaces: ["one": "p", "a:b/two": "p"])
        let chosen = try Generated(resolution, world: "w", names: names).header
        #expect(chosen.fileName == "p_w.h")
        for name in ["p_f(void)", "p_f_2(p_r r)", "} p_string_list;", "} p_string_list_2;", "p_realloc_2(void)"] {
            #expect(chosen.text.contains(name), "\(name)")
        }
    }
}
