// Our canonical ABI against wasmtime's: the same values of the same types, the same memory, the same damage.

import CanonicalABI
import ComponentTestSupport
import TestSupport
import Testing

@Suite struct AgreementTests {
    private static let componentCount = 8
    private static let functionCount = 40
    private static let wholeCount = 11

    /// For each function, 11 samples as they are, whose bytes are equal and which both read alike, whoever wrote them;
    /// and 9 in which something is wrong: both trap, or both read the same.
    @Test(arguments: StringEncoding.allCases)
    func `both lower to the same bytes, lift to the same values, and trap at the same damage`(
        encoding: StringEncoding
    ) throws {
        let seed = UInt64(StringEncoding.allCases.firstIndex(of: encoding)!)
        var generator = ComponentGenerator(seed: 0xa92e_e000 + seed)
        generator.owned = [0, 1]
        generator.hasNaN = true
        var trapCounts: [String: Int] = [:]
        var wholeCount = 0
        var failureCount = 0
        for round in 0..<Self.componentCount {
            // What is borrowed takes another way: see `AgreementBench.run`.
            generator.borrowed = round % 4 == 3 ? [0, 1] : []
            let component = AgreementComponent(
                functions: (0..<Self.functionCount).map { _ in functionType(&generator) }, encoding: encoding,
                resourceCount: 2)
            let bench = try AgreementBench(component, seed: seed << 8 | UInt64(round))
            for number in component.functions.indices {
                let function = component.functions[number]
                for turn in 0..<20 {
                    let sample = Sample(
                        number: number, arguments: generator.arguments(of: function),
                        answer: function.result.map { generator.value(of: $0) },
                        damage: damage(turn, function, &generator.random))
                    do {
                        try bench.run(sample)
                    } catch {
                        Issue.record("\(error)\n\(function)\n\(sample)")
                        failureCount += 1
                        if failureCount == 10 { return }
                    }
                }
            }
            wholeCount += bench.wholeCount
            trapCounts.merge(bench.trapCounts, uniquingKeysWith: +)
        }
        #expect(wholeCount == Self.componentCount * Self.functionCount * Self.wholeCount)
        let text = encoding == .utf8 ? ["invalidUTF8"] : ["invalidUTF16"]
        for name in text + [
            "outOfBounds", "misaligned", "tooLong", "invalidCharacter", "invalidCase", "allocationFailed", "noHandle",
        ] {
            #expect(trapCounts[name, default: 0] >= 5, "\(name): \(trapCounts)")
        }
    }

    /// One whose result has room where it is put.
    private func functionType(_ generator: inout ComponentGenerator) -> FunctionType {
        while true {
            let function = generator.functionType()
            let room = AgreementComponent.arenaAddress - AgreementComponent.resultAddress
            if function.result.map({ $0.size <= room }) ?? true { return function }
        }
    }

    private func damage(_ turn: Int, _ function: FunctionType, _ random: inout SeededGenerator) -> Sample.Damage {
        switch turn {
        case ..<Self.wholeCount: return .none
        case ..<15: return .arguments
        case ..<18: return .result
        default:
            // What is borrowed is found where it was put, which overlaps nothing.
            let lies = MirrorGuest.Lie.allCases.filter { $0 != .overlaps || !function.hasBorrows }
            return .allocator(lies.randomElement(using: &random)!, after: Int.random(in: 0...3, using: &random))
        }
    }
}
