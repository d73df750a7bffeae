// The program as its own compiler: the same code as in this process, and an end to code that asks too much.
import CTestSupport
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite(.enabled(if: Compilers.real != nil, "needs .build/stage/bin/cajon"))
struct CompilerServiceTests {
    private let folder: TemporaryFolder
    private let compiler: CompilerProcess

    init() throws {
        folder = try TemporaryFolder("cajon-compiler")
        compiler = try Compilers.real { _ in }
    }

    private func engine(_ change: (inout WasmEngine.Configuration) -> Void) throws -> WasmEngine {
        var configuration = WasmEngine.Configuration()
        configuration.slotCount = 16
        change(&configuration)
        return try WasmEngine(configuration)
    }

    @Test func `code is the same, byte for byte, as that of a compiler in this process`() throws {
        let engines = [
            try Guests.engine.get(), try engine { $0.isPooled = false }, try engine { $0.compilesInParallel = false },
            try engine {
                $0.isPooled = false
                $0.allowsMemory64 = true
                $0.allowsMultipleMemories = true
                $0.allowsTailCalls = true
            },
            try ComponentGuests.engine.get(),
        ]
        for text in SampleModules.texts + ["(module)", #"(module (func (export "run") (result i32) i32.const 42))"#] {
            let wasm = try WasmEngine.wasm(fromText: text)
            for engine in engines {
                try expectSame { cache, compiler in
                    _ = try WasmModule(wasm, engine: engine, cache: cache, compiler: compiler)
                }
            }
        }
        let component = try WasmEngine.wasm(
            fromText: """
                (component
                  (core module $m (func (export "f") (result i32) i32.const 3))
                  (core instance $i (instantiate $m))
                  (func (export "f") (result u32) (canon lift (core func $i "f"))))
                """)
        let engine = try ComponentGuests.engine.get()
        try expectSame { cache, compiler in
            _ = try WasmComponent(component, engine: engine, cache: cache, compiler: compiler)
        }
    }

    /// Has the same code compiled in this process and in another one, and compares what the cache is given.
    private func expectSame(_ compile: (CodeCache, CompilerProcess?) throws -> Void) throws {
        let here = try TemporaryFolder()
        let there = try TemporaryFolder()
        try compile(CodeCache(directory: here.file("cache")), nil)
        try compile(CodeCache(directory: there.file("cache")), compiler)
        let names = try here.names(below: "cache")
        #expect(names.count == 1)
        #expect(try there.names(below: "cache") == names)
        #expect(try here.read("cache/\(names[0])") == there.read("cache/\(names[0])"))
    }

    @Test func `code is run, and cached as if this process had made it`() throws {
        let text = #"(module (func (export "run") (result i32) i32.const 42))"#
        let wasm = try WasmEngine.wasm(fromText: text)
        let cache = CodeCache(directory: folder.file("cache"))
        let engine = try Guests.engine.get()
        let module = try WasmModule(wasm, engine: engine, cache: cache, compiler: compiler)
        #expect(module.compilation == .compiled)
        let stored = try folder.names(below: "cache")
        #expect(stored.count == 1)
        var store = try Guests.store()
        let instance = try store.instantiate(InstanceTemplate(module))
        let run = try store.function("run", of: instance, signature: FunctionSignature([], [.i32]))
        var value = RawValue()
        #expect(store.call(run, &value, count: 1) == nil)
        #expect(value.i32 == 42)
        // Whoever asks next needs no compiler at all.
        let missing = CompilerProcess(program: "/nowhere", arguments: [])
        for compiler in [nil, missing] {
            #expect(try WasmModule(wasm, engine: engine, cache: cache, compiler: compiler).compilation == .cached)
        }
        let other = CodeCache(directory: folder.file("other"))
        _ = try WasmModule(wasm, engine: engine, cache: other)
        let names = (stored[0], try folder.names(below: "other")[0])
        #expect(names.0 == names.1)
        #expect(try folder.read("cache/\(names.0)") == folder.read("other/\(names.1)"))
    }

    @Test(arguments: [
        "(module (func $broken (result i32) f32.const 1))", "(module (memory 65536))",
        "(module (table 9000000 funcref))", "(module (memory 1) (memory 1))", "(module (memory i64 1))",
    ])
    func `what is refused is refused in the same words`(text: String) throws {
        let wasm = try WasmEngine.wasm(fromText: text)
        let engine = try Guests.engine.get()
        let here = #expect(throws: WasmError.self) { try WasmModule(wasm, engine: engine) }
        let there = #expect(throws: WasmError.self) { try WasmModule(wasm, engine: engine, compiler: compiler) }
        #expect(here == there)
    }

    @Test func `an answer to something else, or a part of one, is none`() throws {
        let engine = try Guests.engine.get()
        func key(_ wasm: [UInt8], _ kind: CompilerRequest.Kind = .module) -> CodeCache.Key {
            CompilerAnswer.key(wasm, kind, compatibilityTag: engine.compatibilityTag)
        }
        let code = Array(repeating: UInt8(7), count: 100)[...]
        let answer = CompilerAnswer.code(code).encoded(key: key([1, 2, 3]))
        #expect(CompilerAnswer(answer, key: key([1, 2, 3])) == .code(code))
        #expect(CompilerAnswer(answer, key: key([1, 2, 4])) == nil)
        #expect(CompilerAnswer(answer, key: key([1, 2, 3], .component)) == nil)
        for length in [0, 1, 88, 89, 150, answer.count - 1] {
            #expect(CompilerAnswer(Array(answer[..<length]), key: key([1, 2, 3])) == nil)
        }
        #expect(CompilerAnswer(answer + [0], key: key([1, 2, 3])) == nil)
        for answer in [CompilerAnswer.refused("né"), .outOfMemory] {
            #expect(CompilerAnswer(answer.encoded(key: key([])), key: key([])) == answer)
        }
    }

    @Test func `code that takes for ever is stopped`() throws {
        let compiler = try Compilers.real { $0.processorSeconds = 1 }
        let error = Compilers.error(compiler, text: "(module \(CompilerBomb.slow))")
        #expect(error?.kind == .compilation)
        #expect(error?.message == "compiling it took more than 1 s of processor time and was stopped")
    }

    @Test(arguments: [48, 100, 200, 300]) func `code that eats memory is stopped`(mebibytes: Int) throws {
        let compiler = try Compilers.real { $0.memoryBytes = mebibytes << 20 }
        let error = Compilers.error(compiler, text: "(module \(CompilerBomb.hungry))")
        #expect(error?.kind == .compilation)
        #expect(error?.message == "compiling it took more than \(mebibytes) MiB of memory and was stopped")
    }

    @Test func `a compiler that is killed from outside is an error in words`() async throws {
        let seconds = 59
        let compiler = try Compilers.real { $0.processorSeconds = seconds }
        let compiling = Task.detached { Compilers.error(compiler, text: "(module \(CompilerBomb.slow))") }
        var id: pid_t?
        while id == nil {
            try await Task.sleep(for: .milliseconds(5))
            id = Compilers.child(seconds: seconds)
        }
        kill(try #require(id), SIGKILL)
        let error = await compiling.value
        #expect(error?.kind == .compiler)
        #expect(error?.message == "the compiler was ended by signal 9 (Killed) on it")
    }

    @Test func `many threads may compile at once`() async throws {
        let engine = try Guests.engine.get()
        let compiler = compiler
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let wasm = try WasmEngine.wasm(fromText: "(module (func (export \"f\(number)\")))")
                    return try WasmModule(wasm, engine: engine, compiler: compiler).export("f\(number)") != nil
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
