// Which modules are left out because they only forward calls, and which are not although they look alike.

import ComponentModel
import Testing

@Suite struct ForwardingModuleTests {
    /// A change to the usual component.
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let apply: @Sendable (inout BundledEffect) -> Void

        init(_ name: String, _ apply: @escaping @Sendable (inout BundledEffect) -> Void) {
            self.name = name
            self.apply = apply
        }

        var testDescription: String { name }
    }

    private func plan(_ change: Change) throws -> UnbundledComponent {
        var effect = BundledEffect()
        change.apply(&effect)
        return try #require(try unbundle(effect.text).plan)
    }

    static let nearMisses: [Change] = [
        Change("one more instruction") { $0.shimBody += " nop" },
        Change("an instruction before") { $0.shimBody = "nop " + $0.shimBody },
        Change("a slot that nothing fills") {
            $0.shimBody = $0.shimBody.replacing("const 0", with: "const 1")
            $0.shimTable = #"(table $t (export "$imports") 2 2 funcref)"#
            $0.fixupTable = #"(import "" "$imports" (table 2 2 funcref))"#
        },
        Change("a slot beyond the table") { $0.shimBody = $0.shimBody.replacing("const 0", with: "const 1") },
        Change("a negative slot") { $0.shimBody = $0.shimBody.replacing("const 0", with: "const -1") },
        Change("parameters in another order") {
            $0.shimBody = $0.shimBody.replacing("local.get 0 local.get 1", with: "local.get 1 local.get 0")
        },
        Change("a constant for a parameter") {
            $0.shimBody = $0.shimBody.replacing("local.get 0", with: "i32.const 0")
        },
        Change("a local variable") { $0.shimBody = "(local i32) " + $0.shimBody },
        Change("a function exported twice") { $0.shimFields = #"(export "again" (func $forward))"# },
        Change("a table exported twice") { $0.shimFields = #"(export "again" (table $t))"# },
        Change("a function that isn't exported") { $0.shimFields = "(func)" },
        Change("a function that does something") { $0.shimFields = #"(func (export "f") unreachable)"# },
        Change("a memory") { $0.shimFields = "(memory 1)" },
        Change("a global") { $0.shimFields = "(global i32 (i32.const 0))" },
        Change("a second table") { $0.shimFields = "(table 1 funcref)" },
        Change("elements of its own") { $0.shimFields = "(elem (table $t) (i32.const 0) func $forward)" },
        Change("elements that are never copied") { $0.shimFields = "(elem func $forward)" },
        Change("a start function") {
            $0.shimFields = #"""
                (func $s (export "s") i32.const 0 call_indirect (type $none)) (type $none (func)) (start $s)
                """#
        },
        Change("a table that another module is given, too") {
            $0.furtherModules = #"(core module $thief (import "" "$imports" (table 1 funcref)))"#
            $0.afterFixup = #"(core instance (instantiate $thief (with "" (instance $shim))))"#
        },
        Change("a table that is filled twice") {
            $0.afterFixup = #"(core instance (instantiate $fixups (with "" (instance $filling))))"#
        },
        Change("a fixup that starts with the second slot") {
            $0.shimTable = #"(table $t (export "$imports") 2 2 funcref)"#
            $0.fixupTable = #"(import "" "$imports" (table 2 2 funcref))"#
            $0.fixupElements = "(elem (i32.const 1) func 0)"
            $0.shimBody = $0.shimBody.replacing("const 0", with: "const 1")
        },
        Change("a fixup whose elements are expressions") {
            $0.fixupElements = "(elem (i32.const 0) funcref (ref.func 0))"
        },
        Change("a fixup that would empty the slot") {
            $0.fixupElements = "(elem (i32.const 0) func 0) (elem (i32.const 0) funcref (ref.null func))"
        },
        Change("a fixup with elements that are never copied") {
            $0.fixupElements = "(elem (i32.const 0) func 0) (elem func 0)"
        },
        Change("a fixup with code") { $0.fixupFields = "(func)" },
        Change("a fixup with a memory") { $0.fixupFields = "(memory 1)" },
        Change("a fixup that exports what it is given") { $0.fixupFields = #"(export "f" (func 0))"# },
        Change("a fixup that has more functions than the table slots") {
            $0.shimTable = #"(table $t (export "$imports") 1 2 funcref)"#
            $0.fixupTable = #"(import "" "$imports" (table 1 2 funcref))"#
            $0.fixupElements = "(elem (i32.const 0) func 0 0)"
        },
        Change("a fixup with a function of another module") {
            $0.furtherModules = #"(core module $other (func (export "f") (param i32 i32 i32)))"#
            $0.beforeFixup = "(core instance $other (instantiate $other))"
            $0.filling = #"$other "f""#
        },
        Change("a fixup with a function of another type") {
            $0.fixupImport = #"(import "" "0" (func (result i32)))"#
            $0.filling = "$counted"
        },
        Change("a fixup with the shim's own function") { $0.filling = #"$shim "0""# },
    ]

    @Test(arguments: nearMisses)
    func `what only looks like a shim remains`(change: Change) throws {
        let plan = try plan(change)
        #expect(plan.modules.count >= 3)
        #expect(plan.hostFunctions.allSatisfy { $0.requiredStepCount == 0 })
        guard case .instantiate(1, let imports) = plan.steps[1] else {
            Issue.record("the module is not the second instance")
            return
        }
        #expect(imports[0] == .export(instance: 0, name: "0"))
    }

    static let variations: [Change] = [
        Change("as tools write it") { _ in },
        Change("an equal type by another number") { $0.shimBody = $0.shimBody.replacing("$write", with: "$again") },
        Change("a table that could grow") {
            $0.shimTable = #"(table $t (export "$imports") 5 funcref)"#
            $0.fixupTable = #"(import "" "$imports" (table 1 funcref))"#
        },
        Change("other slots than exports") {
            $0.shimTable = #"(table $t (export "$imports") 2 2 funcref)"#
            $0.fixupTable = #"(import "" "$imports" (table 2 2 funcref)) (import "" "1" (func (result i32)))"#
            $0.fixupElements = "(elem (i32.const 0) func 1 0)"
            $0.shimBody = $0.shimBody.replacing("const 0", with: "const 1")
            $0.filling = #"$lowered)) (export "1" (func $counted"#
        },
    ]

    @Test(arguments: variations)
    func `what is a shim is left out however it is written`(change: Change) throws {
        let plan = try plan(change)
        #expect(plan.modules.count == 1)
        #expect(plan.steps.count == 2)
        #expect(plan.hostFunctions[0].requiredStepCount == 1)
    }

    @Test func `a shim whose function is lifted itself remains`() throws {
        var effect = BundledEffect()
        effect.shimFields = #"""
            (type $process (func (param i64 i32 i32) (result i32)))
            (func (export "1") (type $process)
              local.get 0 local.get 1 local.get 2 i32.const 1 call_indirect (type $process))
            """#
        effect.liftedFunction = #"$shim "1""#
        let plan = try #require(try unbundle(effect.text).plan)
        #expect(plan.modules.count == 3)
        #expect(plan.exports[0].function == .export(instance: 0, name: "1"))
    }

    @Test func `each of several users of a shim gets the host's function, with the same condition`() throws {
        var effect = BundledEffect()
        effect.furtherModules = #"(core module $user (import "" "0" (func (param i32 i32 i32))))"#
        effect.beforeFixup = #"(core instance (instantiate $user (with "" (instance $shim))))"#
        effect.afterFixup = effect.beforeFixup
        let plan = try #require(try unbundle(effect.text).plan)
        #expect(
            plan.steps == [
                .instantiate(module: 0, imports: [.host(0), .host(1)]), .instantiate(module: 1, imports: [.host(0)]),
                .instantiate(module: 1, imports: [.host(0)]), .call(.export(instance: 0, name: "_initialize")),
            ])
        #expect(plan.hostFunctions.map(\.requiredStepCount) == [2, 0])
    }

    @Test func `who gets the function itself may call it at once`() throws {
        var effect = BundledEffect()
        effect.furtherModules = #"(core module $user (import "" "0" (func (param i32 i32 i32))))"#
        effect.afterFixup = #"(core instance (instantiate $user (with "" (instance $filling))))"#
        let plan = try #require(try unbundle(effect.text).plan)
        #expect(plan.hostFunctions.map(\.requiredStepCount) == [1, 0, 0])
        #expect(plan.hostFunctions[0].kind == plan.hostFunctions[2].kind)
        #expect(plan.steps[1] == .instantiate(module: 1, imports: [.host(2)]))
    }
}
