// Guests as components: a core module wrapped, or a component written as text. Test threads.

import ComponentModel
import EffectHost
import TestSupport
import WIT
import WasmEngine

extension Guest {
    /// The guest as a component of the contract's world.
    func component() throws -> [UInt8] {
        let resolution = try Resolution(ContractText.tree)
        let encoder = try ComponentEncoder(world: QualifiedName("cajon:effect/effect@0.1.0")!, in: resolution)
        return try encoder.encode(WasmEngine.wasm(fromText: text))
    }
}

/// A component in text that has the contract's processor, made of core modules and what else a test puts in.
struct ComponentText {
    /// Definitions before everything else: imports, types.
    var preface = ""
    /// What core functions come from; it must define the core instance `$main`, with the names of a core module.
    var core: String
    /// What `process` takes and gives, in place of the contract's.
    var processType =
        #"(param "position" u64) (param "input" (list f32)) (param "sidechain" (list f32)) (result (list f32))"#
    var exportName = Guest.processor

    /// One core module, which imports nothing.
    init(_ guest: Guest) {
        core = "(core module $guest\(Self.body(of: guest)))\n(core instance $main (instantiate $guest))"
    }

    /// A guest's module without its import of the log, from behind its name on.
    static func body(of guest: Guest) -> String {
        let lines = guest.text.split(separator: "\n").filter { !$0.contains("\"\(Guest.log)\"") }
        return lines.joined(separator: "\n").replacing("(module $guest", with: "").dropLast().description
    }

    var text: String {
        func lifted(_ name: String, _ type: String) -> String {
            """
            (func $\(name) \(type) (canon lift (core func $main "\(Guest.processor)#\(name)")
              (memory (core memory $main "memory")) (realloc (core func $main "cabi_realloc"))))
            """
        }
        return """
            (component
              \(preface)
              \(core)
              \(GuestComponent.types)
              \(lifted("describe", "(result $descriptor)"))
              \(lifted("configure", #"(param "format" $format) (result (result $timing (error string)))"#))
              \(lifted("set-parameter", #"(param "index" u32) (param "value" f32)"#))
              \(lifted("process", processType))
              \(lifted("reset", ""))
              (instance $processor
                (export "unit" (type $unit)) (export "scale" (type $scale)) (export "parameter" (type $parameter))
                (export "descriptor" (type $descriptor)) (export "format" (type $format))
                (export "timing" (type $timing))
                (export "describe" (func $describe)) (export "configure" (func $configure))
                (export "set-parameter" (func $set-parameter)) (export "process" (func $process))
                (export "reset" (func $reset)))
              (export "\(exportName)" (instance $processor)))
            """
    }

    func wasm() throws -> [UInt8] { try WasmEngine.wasm(fromText: text) }
}
