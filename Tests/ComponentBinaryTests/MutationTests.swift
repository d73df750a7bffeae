// Damaged components: no crash, and agreement with wasmtime. Both validators see the same bytes. wasmtime can't validate a
// component without compiling it, so it is asked about some of them only.

import ComponentBinary
import TestSupport
import Testing
import WasmBinary

@Suite struct MutationTests {
    /// Parts of one run, so that they can run beside one another.
    private static let partCount = 10
    private static let mutantCount = 10_000
    /// How many of them wasmtime sees.
    private static let comparedShare = 0.5

    @Test(arguments: 0..<partCount)
    func `we and wasmtime agree on mutants`(part: Int) {
        var mutator = ModuleMutator(seed: 0xC0_4D + UInt64(part))
        var random = SeededGenerator(seed: UInt64(part))
        var acceptedCount = 0
        for _ in 0..<Self.mutantCount / Self.partCount {
            guard let one = Specimen.all.randomElement(using: &random),
                let other = Specimen.all.randomElement(using: &random)
            else { return }
            let mutant = mutator.mutate(one.bytes, splicing: other.bytes)
            let isCompared = random.chance(Self.comparedShare)
            if Self.check(mutant, of: one.name, isCompared: isCompared) { acceptedCount += 1 }
        }
        // Otherwise nothing but refusals would have been compared.
        #expect(acceptedCount > 10)
    }

    /// True if both accept it.
    private static func check(_ mutant: [UInt8], of name: String, isCompared: Bool) -> Bool {
        let refusal = isCompared ? Oracle.shared.refusal(of: mutant) : nil
        let component: Component
        do {
            component = try Component(parsing: mutant)
            #expect(try Component(parsing: component.encoded()) == component, "\(name): \(mutant)")
            _ = try ValidatedComponent(component)
        } catch {
            #expect((0...mutant.count).contains(error.offset))
            #expect(
                !isCompared || refusal != nil || isOutOfScope(error),
                "\(name): only we refuse it: \(error): \(mutant)")
            return false
        }
        guard let refusal else { return isCompared }
        #expect(isLeftToWasmtime(component), "\(name): only wasmtime refuses it: \(refusal): \(mutant)")
        return false
    }

    /// What is refused by name, or for its size, though it is a component.
    private static func isOutOfScope(_ error: ComponentBinaryError) -> Bool {
        switch error.kind {
        case .unsupported, .exceedsLimit, .coreModule(.exceedsLimit): true
        default: false
        }
    }

    /// Whether a core module inside is to blame.
    private static func isLeftToWasmtime(_ component: Component) -> Bool {
        component.coreModules.contains { Oracle.shared.complaint(aboutModule: $0) != nil }
            || component.components.contains(where: isLeftToWasmtime)
    }
}
