// WebAssembly of a script's own: what it may do to whom, and how it begins anew.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A script's own WebAssembly")
struct WebAssemblyTests {
    private static let silence = PlanarSound(channelCount: 2, frameCount: 512)

    /// What `expression` comes to when a script is loaded, as text that it logs.
    private static func said(top: String = "", _ expression: String) throws -> String {
        let script = Worklet.script(
            top: ModuleScripts.assembler + top + "\nconst said = kindOf(() => \(expression));",
            constructor: "console.log('said ' + said);", process: "")
        let lines = try Worklet.rig(script).instance.drainLog().entries.map(\.message)
        return lines.last { $0.hasPrefix("said ") }.map { String($0.dropFirst(5)) } ?? lines.joined(separator: "\n")
    }

    @Test(
        "that is wrong is the error that the standard says",
        arguments: [
            ("make({ code: [body(0x20, 0)] })", "CompileError"),
            ("make({ code: [body(0xfe, 0x03, 0x00)] })", "CompileError"),
            (
                "make({ memory: [[3, 1, 2]], code: [body()] })",
                "CompileError WebAssembly.Module(): its memory is shared"
            ),
            ("make({ memory: [[0, 1], [0, 1]], code: [body()] })", "CompileError"),
            ("make({ memory: [[4, 1]], code: [body()] })", "CompileError"),
            // Locals and globals that rewriting would add.
            ("make({ memory: [[0, 1]], code: [body(0x41, 9, 0x21, 1, 0x41, 0, 0x28, 2, 0, 0x1a)] })", "CompileError"),
            ("make({ memory: [[0, 1]], code: [body(0x41, 0, 0x24, 0)] })", "CompileError"),
            ("make({ exports: [['cajon:record', 0, 0]], code: [body()] })", "CompileError"),
            ("new WebAssembly.Module(new Uint8Array(40 << 20))", "InternalError"),
            ("make({ imports: [[...name('m'), ...name('f'), 0, 0]], code: [body()] }, { m: { f: 1 } })", "LinkError"),
            ("make({ memory: [[0, 208, 15]], code: [body()] })", "RangeError"),
            ("new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true })", "TypeError"),
            ("make({ code: [body(0x00)] }).f()", "RuntimeError unreachable"),
            ("make({ memory: [[0, 0]], code: [body(0x41, 0, 0x2d, 0, 0, 0x1a)] }).f()", "RuntimeError memory access"),
            (
                "make({ memory: [[0, 1]], code: [body(0x41, 0x7f, 0x2d, 0, 0, 0x1a)] }).f()",
                "RuntimeError memory access"
            ),
            (
                "make({ memory: [[0, 1]], code: [body(0x41, 0, 0x28, 2, 0xfd, 0xff, 3, 0x1a)] }).f()",
                "RuntimeError memory"
            ),
            (
                "make({ memory: [[0, 1]], code: [body(0x41, 0, 0x28, 2, 0xff, 0xff, 0xff, 0xff, 0xf, 0x1a)] }).f()",
                "RuntimeError"
            ),
            (
                "make({ memory: [[0, 1]], code: [body(0x41, 1, 0x41, 0, 0x41, 0x7f, 0xfc, 10, 0, 0)] }).f()",
                "RuntimeError"
            ),
            ("make({ memory: [[0, 1]], code: [body(0x41, 1, 0x41, 0, 0x41, 0x7f, 0xfc, 11, 0)] }).f()", "RuntimeError"),
        ])
    func wrong(expression: String, kind: String) throws {
        #expect(try Self.said(expression).hasPrefix(kind))
    }

    @Test("can't have more than there is: instances, memory, tables")
    func many() throws {
        let instances = try Self.said(
            top: "const one = new WebAssembly.Module(module({ code: [body()] }));\nlet count = 0;",
            "{ for (;; count++) new WebAssembly.Instance(one); }".asFunction)
        #expect(instances.hasPrefix("RangeError"))
        let memory = try Self.said(
            top: "let count = 0; const kept = [];",
            "{ for (;; count++) kept.push(new WebAssembly.Memory({ initial: 16 })); }".asFunction)
        #expect(memory.hasPrefix("RangeError"))
        // memory.grow in a loop until it gives -1.
        let grown = try Self.said(
            """
            make({ types: [[0x60, 0, 1, 0x7f]], memory: [[0, 1]],
              code: [body(0x03, 0x40, 0x41, 1, 0x40, 0, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b, 0x3f, 0)] }).f()
            """)
        #expect(try #require(Int(grown)) > 100 && Int(grown)! < 1024)
    }

    @Test("that never ends, ends the effect, whatever there is between it and the host")
    func endless() throws {
        let script = Worklet.script(
            top: ModuleScripts.assembler + """
                const inner = make({ code: \(ModuleScripts.endless) });
                const outer = make({ imports: [[...name('m'), ...name('f'), 0, 0]], exports: [['f', 0, 1]],
                  code: [body(0x10, 0)] }, { m: { f: () => { try { inner.f(); } catch { } } } });
                """,
            process: "try { outer.f(); } catch { } outputs[0][0][0] = 1;")
        #expect(Worklet.fault(try Worklet.rig(script)).contains("ran longer than"))
    }

    @Test("can't be made while sound runs")
    func making() throws {
        let script = Worklet.script(
            top: ModuleScripts.assembler + """
                const bytes = module({ code: [body()] });
                const made = new WebAssembly.Module(bytes);
                const isRefused = (action) => { try { action(); return false } catch (error) { return error instanceof RangeError } };
                """,
            process: """
                outputs[0][0][0] = isRefused(() => new WebAssembly.Module(bytes))
                  && isRefused(() => new WebAssembly.Instance(made)) ? 1 : 0;
                """)
        let output = try Worklet.rig(script).process(Self.silence)
        #expect(output.samples.contains(1))
    }

    @Test("begins anew when the effect does, as often as it does")
    func again() throws {
        // A counter in a global, one in memory, and memory that grows by a page each time.
        let script = Worklet.script(
            top: ModuleScripts.assembler + """
                const { f, memory } = make({ types: [[0x60, 0, 1, 0x7f]], memory: [[0, 1]],
                  exports: [['f', 0, 0], ['memory', 2, 0]],
                  code: [body(0x41, 8, 0x41, 8, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0, 0x41, 1, 0x40, 0, 0x1a, 0x41, 8, 0x28, 2, 0,
                    0x3f, 0, 0x6a)] });
                """,
            process:
                "this.count = (this.count ?? 0) + 1; if (this.count < 4) f(); outputs[0][0].fill(new Int32Array(memory.buffer)[2] + memory.buffer.byteLength / 65536);"
        )
        let rig = try Worklet.rig(script)
        let first = try rig.process(Self.silence)
        for _ in 0..<100 {
            try rig.instance.reset()
            #expect(try rig.process(Self.silence).samples == first.samples)
        }
        #expect(try Worklet.rig(script).process(Self.silence).samples == first.samples)
    }

    @Test("may be caught a few hundred times, and then ends the effect")
    func traps() throws {
        let script = Worklet.script(
            top: ModuleScripts.assembler + "const { f } = make({ code: [body(0x00)] }); let caught = 0;",
            process:
                "for (let i = 0; i < 100; i++) try { f(); } catch (error) { caught++; } outputs[0][0].fill(caught);")
        let rig = try Worklet.rig(script)
        let once = try rig.process(PlanarSound(channelCount: 2, frameCount: 256))
        #expect(once.samples.contains(100))
        #expect(!Worklet.fault(rig).isEmpty)
    }
}

extension String {
    /// A block that is run as an expression.
    fileprivate var asFunction: String { "(() => \(self))()" }
}
