// A script as a component, which wasmtime runs. One thread at a time.

import Synchronization
import WasmEngine

extension HandleScript {
    private static let thing = HostResourceType(id: 1, name: "thing")
    private static let other = HostResourceType(id: 2, name: "other")

    private final class Host: Sendable {
        let events = Mutex<[HandleEvent]>([])
        private let lastNumber = Mutex<UInt32>(0)

        /// Of a resource that never was before.
        func number() -> UInt32 {
            lastNumber.withLock {
                $0 += 1
                return $0
            }
        }

        func add(_ event: HandleEvent) { events.withLock { $0.append(event) } }

        /// A function that is called with things; which events they make.
        private func seeing(_ events: [@Sendable (UInt32) -> HandleEvent]) -> HostInterface.Function {
            { _, arguments throws(HostRefusal) in
                for (argument, event) in zip(arguments, events) {
                    guard case .hostResource(let resource) = argument, resource.typeID == HandleScript.thing.id else {
                        throw HostRefusal("no thing")
                    }
                    self.add(event(resource.representation))
                }
                return nil
            }
        }

        var interface: HostInterface {
            HostInterface(
                "",
                functions: [
                    "make": { _, _ throws(HostRefusal) in
                        .hostResource(HostResource(HandleScript.thing, representation: self.number()))
                    },
                    "look": seeing([{ .looked($0) }]),
                    "take": seeing([{ .took($0) }]),
                    "both": seeing([{ .looked($0) }, { .took($0) }]),
                    "note": { _, arguments throws(HostRefusal) in
                        if case .u32(let number)? = arguments.first { self.add(.noted(number)) }
                        return nil
                    },
                    "greet": { _, _ throws(HostRefusal) in .string("hello") },
                ],
                resources: [
                    "thing": .init(HandleScript.thing) { _, number in self.add(.dropped(number)) },
                    "other": .init(HandleScript.other) { _, number in self.add(.dropped(number)) },
                ])
        }
    }

    /// What happens when wasmtime runs it.
    func runByWasmtime() throws -> [HandleEvent] {
        let host = Host()
        let running = try RunningComponent(RunningComponent.template(text, granting: host.interface))
        var mine: ComponentResource?
        for call in calls {
            let outcome: RunningComponent.Outcome
            switch call {
            case .drop:
                guard let resource = mine else { continue }
                mine = nil
                outcome = running.drop(resource)
            case .function(let number):
                guard let arguments = arguments(functions[number], host, &mine) else { continue }
                outcome = try running.call("run-\(number)", arguments)
            }
            switch outcome {
            case .trapped: host.add(.trapped)
            case .returned(.hostResource(let resource)?): host.add(.returnedThing(resource.representation))
            case .returned(.resource(let resource)?):
                mine = resource
                host.add(.returnedMine)
            case .returned: host.add(.returned)
            }
        }
        return host.events.withLock { $0 }
    }

    private func arguments(_ function: Function, _ host: Host, _ mine: inout ComponentResource?) -> [ComponentValue]? {
        guard function.hasArguments(mine != nil) else { return nil }
        return function.parameters.map { parameter in
            switch parameter {
            case .ownThing: return .hostResource(HostResource(Self.thing, representation: host.number()))
            case .borrowThing: return .hostResource(HostResource(Self.thing, representation: host.number()).borrowed)
            case .ownOther: return .hostResource(HostResource(Self.other, representation: host.number()))
            case .ownMine:
                defer { mine = nil }
                return .resource(mine!)
            case .borrowMine: return .resource(mine!)
            case .text: return .string("text")
            }
        }
    }

    // MARK: - Text

    var text: String {
        let options = "(memory $memory) (realloc $realloc)"
        let exports = functions.enumerated().map { number, function in
            """
            (func (export "run-\(number)") \(function.type) (canon lift (core func $main "run-\(number)") \(options)
              \(function.freeing.isEmpty ? "" : #"(post-return (core func $main "free-\#(number)"))"#)))
            """
        }
        let imports = [
            ("make", "(result i32)"), ("look", "(param i32)"), ("take", "(param i32)"), ("both", "(param i32 i32)"),
            ("note", "(param i32)"), ("greet", "(param i32)"), ("drop-thing", "(param i32)"),
            ("drop-other", "(param i32)"), ("drop-mine", "(param i32)"), ("new", "(param i32) (result i32)"),
            ("rep", "(param i32) (result i32)"),
        ]
        return """
            (component
              (import "thing" (type $thing (sub resource)))
              (import "other" (type $other (sub resource)))
              (import "make" (func $make (result (own $thing))))
              (import "look" (func $look (param "it" (borrow $thing))))
              (import "take" (func $take (param "it" (own $thing))))
              (import "both" (func $both (param "one" (borrow $thing)) (param "other" (own $thing))))
              (import "note" (func $note (param "number" u32)))
              (import "greet" (func $greet (result string)))
              (core module $libc
                (memory (export "memory") 1)
                (table (export "hooks") 2 2 funcref)
                (type $hook (func))
                (global $next (mut i32) (i32.const 1024))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $new i32)
                  (call_indirect (type $hook) (i32.const 0))
                  (local.set $new (global.get $next))
                  (global.set $next (i32.add (local.get $new) (local.get 3)))
                  (local.get $new))
                (func (export "destroy") (param i32) (call_indirect (type $hook) (i32.const 1))))
              (core instance $libc (instantiate $libc))
              (alias core export $libc "memory" (core memory $memory))
              (alias core export $libc "cabi_realloc" (core func $realloc))
              (type $own-mine (resource (rep i32) (dtor (core func $libc "destroy"))))
              (export $mine "mine" (type $own-mine))
              (core func $core-make (canon lower (func $make)))
              (core func $core-look (canon lower (func $look)))
              (core func $core-take (canon lower (func $take)))
              (core func $core-both (canon lower (func $both)))
              (core func $core-note (canon lower (func $note)))
              (core func $core-greet (canon lower (func $greet) \(options)))
              (core func $core-drop-thing (canon resource.drop $thing))
              (core func $core-drop-other (canon resource.drop $other))
              (core func $core-drop-mine (canon resource.drop $own-mine))
              (core func $core-new (canon resource.new $own-mine))
              (core func $core-rep (canon resource.rep $own-mine))
              (core module $main
                (import "libc" "hooks" (table 2 2 funcref))
                \(imports.map { #"(import "host" "\#($0.0)" (func $\#($0.0) \#($0.1)))"# }.joined(separator: "\n"))
                \((0..<Self.cellCount).map { "(global $cell\($0) (mut i32) (i32.const 0))" }.joined(separator: " "))
                (global $created (mut i32) (i32.const 0))
                (func $allocating \(Self.code(allocating)))
                (func $destroying \(Self.code(destroying)))
                (elem (i32.const 0) $allocating $destroying)
                \(functions.enumerated().map { $1.code($0) }.joined(separator: "\n")))
              (core instance $main (instantiate $main
                (with "libc" (instance $libc))
                (with "host" (instance
                  \(imports.map { #"(export "\#($0.0)" (func $core-\#($0.0)))"# }.joined(separator: "\n"))))))
              \(exports.joined(separator: "\n"))
            )
            """
    }

    fileprivate static func code(_ steps: [Step]) -> String {
        steps.map { step in
            switch step {
            case .make(let cell): "(global.set $cell\(cell) (call $make))"
            case .create(let cell):
                """
                (global.set $created (i32.add (global.get $created) (i32.const 1)))
                (global.set $cell\(cell) (call $new (global.get $created)))
                """
            case .number(let cell, let number): "(global.set $cell\(cell) (i32.const \(number)))"
            case .look(let cell): "(call $look (global.get $cell\(cell)))"
            case .take(let cell): "(call $take (global.get $cell\(cell)))"
            case .both(let one, let other): "(call $both (global.get $cell\(one)) (global.get $cell\(other)))"
            case .note(let cell): "(call $note (global.get $cell\(cell)))"
            case .greet: "(call $greet (i32.const 64))"
            case .dropThing(let cell): "(call $drop-thing (global.get $cell\(cell)))"
            case .dropOther(let cell): "(call $drop-other (global.get $cell\(cell)))"
            case .dropMine(let cell): "(call $drop-mine (global.get $cell\(cell)))"
            case .represent(let cell): "(call $note (call $rep (global.get $cell\(cell))))"
            case .trap: "(if (i32.const 1) (then (unreachable)))"
            }
        }.joined(separator: "\n")
    }
}

extension HandleScript.Function {
    /// Whether the host has what it is to be called with.
    func hasArguments(_ hasMine: Bool) -> Bool {
        // What it gives away it can neither lend nor give away a second time.
        let givenCount = parameters.count { if case .ownMine = $0 { true } else { false } }
        let lentCount = parameters.count { if case .borrowMine = $0 { true } else { false } }
        guard givenCount + lentCount > 0 else { return true }
        return hasMine && (givenCount == 0 || givenCount == 1 && lentCount == 0)
    }

    fileprivate var type: String {
        let parameters = parameters.enumerated().map { index, parameter in
            let type =
                switch parameter {
                case .ownThing: "(own $thing)"
                case .borrowThing: "(borrow $thing)"
                case .ownOther: "(own $other)"
                case .ownMine: "(own $mine)"
                case .borrowMine: "(borrow $mine)"
                case .text: "string"
                }
            return "(param \"p\(index)\" \(type))"
        }
        switch answer {
        case .nothing: return parameters.joined(separator: " ")
        case .thing: return parameters.joined(separator: " ") + " (result (own $thing))"
        case .mine: return parameters.joined(separator: " ") + " (result (own $mine))"
        }
    }

    fileprivate func code(_ number: Int) -> String {
        var types = ""
        var sets = ""
        for (index, parameter) in parameters.enumerated() {
            types += " (param $p\(index) i32)"
            sets += "(global.set $cell\(index) (local.get $p\(index)))\n"
            if case .text = parameter { types += " (param i32)" }
        }
        let result =
            switch answer {
            case .nothing: ("", "", "")
            case .thing(let cell), .mine(let cell): ("(result i32)", "(global.get $cell\(cell))", "(param i32)")
            }
        return """
            (func (export "run-\(number)") \(types) \(result.0) \(sets) \(HandleScript.code(body)) \(result.1))
            (func (export "free-\(number)") \(result.2) \(HandleScript.code(freeing)))
            """
    }
}
