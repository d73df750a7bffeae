// A guest as a component, in WebAssembly text: what a tool makes of a core module with the contract's names. A plain
// value, any thread.

/// A `Guest` lifted into a component, with what it imports lowered through a table, since only the guest has the memory
/// that they need.
package struct GuestComponent: Sendable {
    /// A function that the component imports and the guest calls.
    package struct Lowered: Sendable {
        /// Of the guest's import.
        package var module: String
        package var name: String
        package var parameters: [String]
        package var result: String?
        /// The component's function: `(func $instance "name")`.
        package var function: String
        /// Of a `resource.drop` in place of a function: the type's name.
        package var droppedType: String?

        package init(
            _ module: String, _ name: String, _ parameters: [String] = [], result: String? = nil, of function: String
        ) {
            self.module = module
            self.name = name
            self.parameters = parameters
            self.result = result
            self.function = function
        }

        /// What drops a resource.
        package init(dropping type: String, _ module: String, _ name: String) {
            self.init(module, name, ["i32"], of: "")
            droppedType = type
        }

        /// The definition of the core function.
        fileprivate var canonical: String {
            droppedType.map { "(canon resource.drop \($0))" }
                ?? "(canon lower \(function) (memory $memory) (realloc $realloc))"
        }

        fileprivate var signature: String {
            (parameters.isEmpty ? "" : "(param \(parameters.joined(separator: " "))) ")
                + (result.map { "(result \($0))" } ?? "")
        }
    }

    package static let settings = "cajon:effect/settings@0.1.0"
    package static let maintenance = "cajon:effect/maintenance@0.1.0"

    package var guest: Guest
    /// Whether the guest's exports of these interfaces are the component's too.
    package var hasSettings = false
    package var hasMaintenance = false
    package var hasMeters = false
    /// What the component imports besides the log, and what of it the guest calls.
    package var imports: [String] = []
    package var lowered: [Lowered] = []
    /// Further definitions, before the exports.
    package var items: [String] = []

    package init(_ guest: Guest) {
        self.guest = guest
    }

    /// The whole component.
    package var text: String {
        """
        (component
          \(Self.logImport)
          \(imports.joined(separator: "\n  "))
          (core \(guest.text.dropFirst())
          \(shim)
          (core instance $guest (instantiate $guest \(arguments)))
          \(initialization)
          (alias core export $guest "memory" (core memory $memory))
          (alias core export $guest "cabi_realloc" (core func $realloc))
          \(fixup)
          \(Self.types)
          \(functions)
          \(items.joined(separator: "\n  "))
          \(exports))
        """
    }

    // MARK: - Imports

    private static let logImport = """
        (import "\(Guest.log)" (instance $log
          (type $l (enum "debug" "info" "warning" "error"))
          (export "level" (type $level (eq $l)))
          (export "write" (func (param "level" $level) (param "message" string)))))
        """

    private var allLowered: [Lowered] {
        [Lowered(Guest.log, "write", ["i32", "i32", "i32"], of: #"(func $log "write")"#)] + lowered
    }

    /// A table, and a function for each of its elements, which calls it.
    private var shim: String {
        let functions = allLowered.enumerated().map { index, lowered in
            let arguments = lowered.parameters.indices.map { "(local.get \($0))" }.joined(separator: " ")
            return """
                (func (export "f\(index)") \(lowered.signature)
                  (call_indirect \(lowered.signature) \(arguments) (i32.const \(index))))
                """
        }
        let count = allLowered.count
        return """
            (core module $shim (table (export "table") \(count) \(count) funcref) \(functions.joined(separator: " ")))
            (core instance $shim (instantiate $shim))
            """
    }

    private var arguments: String {
        Dictionary(grouping: allLowered.enumerated(), by: \.element.module).sorted { $0.key < $1.key }.map {
            let exports = $0.value.map { #"(export "\#($0.element.name)" (func $shim "f\#($0.offset)"))"# }
            return #"(with "\#($0.key)" (instance \#(exports.joined(separator: " "))))"#
        }.joined(separator: " ")
    }

    /// Lowers what is imported, and puts it into the table.
    private var fixup: String {
        let count = allLowered.count
        let each = allLowered.enumerated()
        let lowering = each.map {
            "(core func $f\($0.offset) \($0.element.canonical))"
        }
        let imports = each.map { #"(import "" "f\#($0.offset)" (func \#($0.element.signature)))"# }
        let elements = each.map { String($0.offset) }.joined(separator: " ")
        let exports = each.map { #"(export "f\#($0.offset)" (func $f\#($0.offset)))"# }
        return """
            \(lowering.joined(separator: "\n"))
            (core module $fixup (import "" "table" (table \(count) \(count) funcref)) \(imports.joined(separator: " "))
              (elem (i32.const 0) func \(elements)))
            (core instance (instantiate $fixup
              (with "" (instance (export "table" (table $shim "table")) \(exports.joined(separator: " "))))))
            """
    }

    private var initialization: String {
        guard has(.initialize) else { return "" }
        return """
            (core module $initialization (import "" "initialize" (func)) (start 0))
            (core instance (instantiate $initialization
              (with "" (instance (export "initialize" (func $guest "_initialize"))))))
            """
    }

    private func has(_ part: Guest.Part) -> Bool { guest.fields[part] != nil || guest.bodies[part] != nil }

    // MARK: - Exports

    package static let types = """
        (type $unit (enum "none" "hertz" "decibels" "milliseconds" "seconds" "percent" "ratio" "semitones" "degrees"))
        (type $scale (enum "linear" "logarithmic" "stepped"))
        (type $parameter (record (field "id" string) (field "name" string) (field "unit" $unit) (field "scale" $scale)
          (field "minimum" f32) (field "maximum" f32) (field "initial" f32) (field "choices" (list string))))
        (type $descriptor (record (field "name" string) (field "version" string) (field "summary" string)
          (field "sidechain" bool) (field "quantum" u32) (field "parameters" (list $parameter))))
        (type $format (record (field "sample-rate" f32) (field "channels" u32) (field "sidechain-channels" u32)
          (field "maximum-frames" u32)))
        (type $meter (record (field "id" string) (field "name" string) (field "unit" $unit) (field "minimum" f32)
          (field "maximum" f32)))
        (type $timing (record (field "latency-frames" u32) (field "tail-frames" u32)))
        """

    /// A function of an interface: its name, its type, and the part that is called when its result was read.
    private typealias Function = (name: String, type: String, postReturn: Guest.Part?)

    private static let processor: [Function] = [
        ("describe", "(result $descriptor)", .describePostReturn),
        ("configure", #"(param "format" $format) (result (result $timing (error string)))"#, .configurePostReturn),
        ("set-parameter", #"(param "index" u32) (param "value" f32)"#, nil),
        (
            "process",
            #"(param "position" u64) (param "input" (list f32)) (param "sidechain" (list f32)) (result (list f32))"#,
            .processPostReturn
        ),
        ("reset", "", nil),
    ]

    private static let meters: [Function] = [
        ("describe", "(result (list $meter))", nil), ("read", "(result (list f32))", nil),
    ]

    /// What a function of the component is called in its text.
    private static func identifier(_ interface: String, _ function: Function) -> String {
        interface == GuestMeters.interface ? "meters-\(function.name)" : function.name
    }

    private var interfaces: [(name: String, functions: [Function], types: [String])] {
        let answer = #"(param "json" string) (result (result (error string)))"#
        return [(Guest.processor, Self.processor, ["unit", "scale", "parameter", "descriptor", "format", "timing"])]
            + (hasSettings ? [(Self.settings, [("set-options", answer, nil), ("receive", answer, nil)], [])] : [])
            + (hasMaintenance ? [(Self.maintenance, [("collect", "", nil)], [])] : [])
            + (hasMeters ? [(GuestMeters.interface, Self.meters, ["unit", "meter"])] : [])
    }

    private var functions: String {
        interfaces.flatMap { interface in
            interface.functions.map { function in
                let name = "\(interface.name)#\(function.name)"
                let postReturn = function.postReturn.flatMap {
                    has($0) ? #"(post-return (core func $guest "cabi_post_\#(name)"))"# : nil
                }
                return """
                    (func $\(Self.identifier(interface.name, function)) \(function.type) (canon lift (core func $guest "\(name)")
                      (memory $memory) (realloc $realloc) \(postReturn ?? "")))
                    """
            }
        }.joined(separator: "\n")
    }

    private var exports: String {
        interfaces.enumerated().map { index, interface in
            let types = interface.types.map { #"(export "\#($0)" (type $\#($0)))"# }
            let functions = interface.functions.map {
                #"(export "\#($0.name)" (func $\#(Self.identifier(interface.name, $0))))"#
            }
            return """
                (instance $interface\(index) \((types + functions).joined(separator: " ")))
                (export "\(interface.name)" (instance $interface\(index)))
                """
        }.joined(separator: "\n")
    }
}
