// A script the slow way: the engine starts, then reads and evaluates the script, each time anew.

import Foundation
import WasmEngine

/// The JavaScript engine as it is before anything has happened in it.
final class UnstartedEngine {
    private let engine: WasmEngine
    private let template: InstanceTemplate
    private let script: [UInt8]
    private let values = UnsafeMutablePointer<RawValue>.allocate(capacity: 4)

    init(path: String, script: String) throws {
        engine = try WasmEngine()
        let module = try WasmModule([UInt8](Data(contentsOf: URL(filePath: path))), engine: engine)
        template = try InstanceTemplate(
            module,
            hostFunctions: module.imports.compactMap { item in
                guard case .function(let signature) = item.type else { return nil }
                return HostFunction(
                    module: item.module, name: item.name, signature: signature, body: { _, _, _, _ in true })
            })
        self.script = [UInt8](try Data(contentsOf: URL(filePath: script)))
    }

    deinit { values.deallocate() }

    /// Makes an instance, starts the engine in it, and loads the script.
    func start() throws {
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        let memory = try store.memory(of: instance)
        for name in ["_initialize", "cajon-start-engine"] {
            let function = try store.function(name, of: instance, signature: FunctionSignature())
            precondition(store.call(function, values, count: 0) == nil)
        }
        let allocator = try store.function(
            "cabi_realloc", of: instance, signature: FunctionSignature([.i32, .i32, .i32, .i32], [.i32]))
        func put(_ bytes: [UInt8]) -> UInt32 {
            values[0] = RawValue()
            values[1] = RawValue()
            values[2] = RawValue(u32: 4)
            values[3] = RawValue(u32: UInt32(bytes.count))
            precondition(store.call(allocator, values, count: 4) == nil)
            let address = values[0].u32
            store.bytes(of: memory)[Int(address)..<Int(address) + bytes.count].copyBytes(from: bytes)
            return address
        }
        // One record of two strings: each a pointer and a length.
        let name = Array("x.js".utf8)
        let words = [put(name), UInt32(name.count), put(script), UInt32(script.count)]
        let sources = put(words.flatMap { word in withUnsafeBytes(of: word.littleEndian, Array.init) })
        let load = try store.function(
            "cajon:script/loader@0.1.0#load", of: instance,
            signature: FunctionSignature([.i32, .i32, .i32, .i32], [.i32]))
        for (index, value) in [sources, 1, 0, 0].enumerated() { values[index] = RawValue(u32: value) }
        precondition(store.call(load, values, count: 4) == nil)
        precondition(store.bytes(of: memory)[Int(values[0].u32)] == 0, "the script is loaded")
    }
}
