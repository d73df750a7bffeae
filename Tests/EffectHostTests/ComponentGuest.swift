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
        #"(func (param "position" u64) (param "input" (list f32)) (param "sidechain" (list f32)) (result (list f32)))"#
    /// Options of all lifted functions besides their memory.
    var options = ""
    var exportName = Guest.processor

    /// One core module, which imports nothing.
    init(_ guest: Guest) { core = "(core module $guest\(Self.body(of: guest)))\n(core instance $main (instantiate $guest))" }

    /// A guest's module without its import of the log, from behind its name on.
    static func body(of guest: Guest) -> String {
        let lines = guest.text.split(separator: "\n").filter { !$0.contains("\"\(Guest.log)\"") }
        return lines.joined(separator: "\n").replacing("(module $guest", with: "").dropLast().description
    }

    var text: String {
        func lifted(_ name: String, _ type: String, _ isLast: Bool = false) -> String {
            """
            (func $\(name) \(type) (canon lift (core func $main "\(Guest.processor)#\(name)")
              (memory (core memory $main "memory")) (realloc (core func $main "cabi_realloc")) \(options)))
            """
        }
        return """
            (component
              \(preface)
              \(core)
              (type $unit' (enum "none" "hertz" "decibels" "milliseconds" "seconds" "percent" "ratio" "semitones" "degrees"))
              (type $scale' (enum "linear" "logarithmic" "stepped"))
              (type $parameter' (record (field "id" string) (field "name" string) (field "unit" $unit')
                (field "scale" $scale') (field "minimum" f32) (field "maximum" f32) (field "initial" f32)
                (field "choices" (list string))))
              (type $descriptor' (record (field "name" string) (field "version" string) (field "summary" string)
                (field "sidechain" bool) (field "quantum" u32) (field "parameters" (list $parameter'))))
              (type $format' (record (field "sample-rate" f32) (field "channels" u32)
                (field "sidechain-channels" u32) (field "maximum-frames" u32)))
              (type $timing' (record (field "latency-frames" u32) (field "tail-frames" u32)))
              \(lifted("describe", "(result $descriptor')"))
              \(lifted("configure", #"(param "format" $format') (result (result $timing' (error string)))"#))
              \(lifted("set-parameter", #"(param "index" u32) (param "value" f32)"#))
              \(lifted("process", processType.dropFirst("(func ".count).dropLast().description))
              \(lifted("reset", ""))
              (instance $processor
                (export "unit" (type $unit')) (export "scale" (type $scale')) (export "parameter" (type $parameter'))
                (export "descriptor" (type $descriptor')) (export "format" (type $format'))
                (export "timing" (type $timing'))
                (export "describe" (func $describe)) (export "configure" (func $configure))
                (export "set-parameter" (func $set-parameter)) (export "process" (func $process))
                (export "reset" (func $reset)))
              (export "\(exportName)" (instance $processor)))
            """
    }

    func wasm() throws -> [UInt8] { try WasmEngine.wasm(fromText: text) }
}
