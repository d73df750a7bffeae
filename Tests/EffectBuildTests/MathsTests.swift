// The SDK's maths against the C library in double precision, within the errors its header states.
import Foundation
import Testing

@Suite struct MathsTests {
    /// How an error is counted: against the result's size, or as it is. In units of 2^-24.
    enum Measure {
        case relative, absolute
    }

    struct Claim: CustomTestStringConvertible {
        var function: Int32
        var name: String
        var range: ClosedRange<Float>
        var measure: Measure
        /// The error allowed at x, as the header states it.
        var bound: @Sendable (Double) -> Double
        var exact: @Sendable (Double) -> Double
        var testDescription: String { "\(name) over \(range.lowerBound)...\(range.upperBound)" }
    }

    static let claims: [Claim] = [
        Claim(
            function: 0, name: "exp2", range: -126...127.49, measure: .relative, bound: { _ in 2 }, exact: { exp2($0) }),
        Claim(function: 1, name: "log2", range: 0.5...2, measure: .relative, bound: { _ in 4 }, exact: { log2($0) }),
        Claim(
            function: 1, name: "log2", range: 1e-30...1e-3, measure: .relative, bound: { _ in 4 }, exact: { log2($0) }),
        Claim(function: 1, name: "log2", range: 2...1e6, measure: .relative, bound: { _ in 4 }, exact: { log2($0) }),
        Claim(
            function: 2, name: "exp", range: -87...87, measure: .relative, bound: { 3 + 2 * abs($0) },
            exact: { exp($0) }),
        Claim(
            function: 2, name: "exp", range: -1...1, measure: .relative, bound: { 3 + 2 * abs($0) }, exact: { exp($0) }),
        Claim(function: 3, name: "log", range: 0.5...2, measure: .relative, bound: { _ in 5 }, exact: { log($0) }),
        Claim(function: 3, name: "log", range: 1e-6...1000, measure: .relative, bound: { _ in 5 }, exact: { log($0) }),
        Claim(
            function: 4, name: "sin(turns:)", range: -1000...1000, measure: .absolute, bound: { _ in 4 },
            exact: { sin(2 * .pi * ($0 - $0.rounded())) }),
        Claim(
            function: 4, name: "sin(turns:)", range: -1...1, measure: .absolute, bound: { _ in 4 },
            exact: { sin(2 * .pi * ($0 - $0.rounded())) }),
        Claim(
            function: 5, name: "cos(turns:)", range: -1...1, measure: .absolute, bound: { _ in 4 },
            exact: { cos(2 * .pi * ($0 - $0.rounded())) }),
        Claim(function: 6, name: "sin", range: -8192...8192, measure: .absolute, bound: { _ in 3 }, exact: { sin($0) }),
        Claim(function: 6, name: "sin", range: -10...10, measure: .absolute, bound: { _ in 3 }, exact: { sin($0) }),
        Claim(function: 7, name: "cos", range: -8192...8192, measure: .absolute, bound: { _ in 3 }, exact: { cos($0) }),
        Claim(function: 7, name: "cos", range: -10...10, measure: .absolute, bound: { _ in 3 }, exact: { cos($0) }),
        Claim(function: 8, name: "tan", range: 1e-5...1.57, measure: .relative, bound: { _ in 5 }, exact: { tan($0) }),
        Claim(function: 9, name: "tanh", range: -1...1, measure: .relative, bound: { _ in 4 }, exact: { tanh($0) }),
        Claim(function: 9, name: "tanh", range: -20...20, measure: .relative, bound: { _ in 4 }, exact: { tanh($0) }),
        Claim(
            function: 10, name: "gain(decibels:)", range: -200...24, measure: .relative, bound: { 3 + abs($0) / 4 },
            exact: { pow(10, $0 / 20) }),
        Claim(
            function: 11, name: "decibels(gain:)", range: 1e-6...8, measure: .relative, bound: { _ in 5 },
            exact: { 20 * log10($0) }),
    ]

    @Test("Each function keeps the error it states, and four lanes give the bits of one", arguments: claims)
    func errors(claim: Claim) throws {
        let count = 400_000
        let width = Double(claim.range.upperBound) - Double(claim.range.lowerBound)
        let inputs = (0..<count).map { index in
            Float(Double(claim.range.lowerBound) + width * (Double(index) + 0.37) / Double(count))
        }
        let (scalars, vectors) = try Self.evaluate(claim.function, inputs)
        #expect(scalars.map(\.bitPattern) == vectors.map(\.bitPattern))

        var worst = 0.0
        var worstInput: Float = 0
        for (input, result) in zip(inputs, scalars) {
            let exact = claim.exact(Double(input))
            let error = abs(Double(result) - exact) * 0x1p24 / (claim.measure == .relative ? abs(exact) : 1)
            let share = error / claim.bound(Double(input))
            if !(share <= worst) { (worst, worstInput) = (share, input) }
        }
        #expect(worst <= 1, "\(worst) of the stated error at \(worstInput)")
    }

    @Test("A power keeps its stated error")
    func power() throws {
        let effect = try BuiltEffects.native(fixture: Self.harness, language: "c")
        let pow = effect.function("maths_pow", as: (@convention(c) (Float, Float) -> Float).self)
        var worst = 0.0
        for base in stride(from: Float(0.037), to: 70, by: 0.11) {
            for exponent in stride(from: Float(-18), to: 18, by: 0.213) {
                let exact = Foundation.pow(Double(base), Double(exponent))
                let size = abs(Double(exponent) * Foundation.log2(Double(base)))
                guard size < 120 else { continue }
                let error = abs(Double(pow(base, exponent)) - exact) / exact * 0x1p24
                worst = max(worst, error / (4 + 2 * size))
            }
        }
        #expect(worst > 0 && worst <= 1)
    }

    @Test("The tangent in double precision is good to 1e-12 below 1, and to 1e-8 up to 1.57")
    func preciseTangent() throws {
        let effect = try BuiltEffects.native(fixture: Self.harness, language: "c")
        let tangent = effect.function("maths_tan_double", as: (@convention(c) (Double) -> Double).self)
        for x in stride(from: 1e-5, to: 1.57, by: 1e-5) {
            let error = abs(tangent(x) / Foundation.tan(x) - 1)
            #expect(error < (x < 1 ? 1e-12 : 1e-8), "at \(x)")
        }
    }

    @Test("Ends of range: powers of two beyond floats, logarithm of nothing, saturated tanh")
    func ends() throws {
        let (powers, _) = try Self.evaluate(0, [-1e9, -127, 0, 1, 127.6, 1e30])
        #expect(powers == [0, 0, 1, 2, .infinity, .infinity])
        let (logarithms, _) = try Self.evaluate(1, [0, .leastNonzeroMagnitude, -3, 1])
        #expect(logarithms == [-126, -126, -126, 0])
        let (saturated, _) = try Self.evaluate(9, [-1e9, 0, 1e9, .infinity])
        #expect(saturated == [-1, 0, 1, 1])
    }

    private static func evaluate(_ function: Int32, _ inputs: [Float]) throws -> (scalars: [Float], vectors: [Float]) {
        let effect = try BuiltEffects.native(fixture: harness, language: "c")
        typealias Evaluate =
            @convention(c) (
                Int32, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int
            ) -> Void
        let count = (inputs.count + 3) / 4 * 4
        let padded = inputs + [Float](repeating: 1, count: count - inputs.count)
        var scalars = [Float](repeating: 0, count: count)
        var vectors = scalars
        effect.function("maths_evaluate", as: Evaluate.self)(function, padded, &scalars, &vectors, count)
        return (Array(scalars.prefix(inputs.count)), Array(vectors.prefix(inputs.count)))
    }

    private static let harness = """
        #include "cajon.h"
        #define CASE(number, name, name4) \\
            case number: \\
                for (size_t i = 0; i < count; i++) scalar[i] = name(x[i]); \\
                for (size_t i = 0; i < count; i += 4) { \\
                    cajon_float4 four = {x[i], x[i + 1], x[i + 2], x[i + 3]}; \\
                    four = name4(four); \\
                    for (int lane = 0; lane < 4; lane++) vector[i + lane] = four[lane]; \\
                } \\
                break;
        CAJON_EXPORT("maths_evaluate")
        void maths_evaluate(int function, const float *x, float *scalar, float *vector, size_t count) {
            switch (function) {
                CASE(0, cajon_exp2, cajon_exp2_4)
                CASE(1, cajon_log2, cajon_log2_4)
                CASE(2, cajon_exp, cajon_exp4)
                CASE(3, cajon_log, cajon_log4)
                CASE(4, cajon_sin_turns, cajon_sin_turns4)
                CASE(5, cajon_cos_turns, cajon_cos_turns4)
                CASE(6, cajon_sin, cajon_sin4)
                CASE(7, cajon_cos, cajon_cos4)
                CASE(8, cajon_tan, cajon_tan4)
                CASE(9, cajon_tanh, cajon_tanh4)
                CASE(10, cajon_decibels_to_gain, cajon_decibels_to_gain4)
                CASE(11, cajon_gain_to_decibels, cajon_gain_to_decibels4)
            }
        }
        CAJON_EXPORT("maths_pow") float maths_pow(float x, float y) { return cajon_pow(x, y); }
        CAJON_EXPORT("maths_tan_double") double maths_tan_double(double x) { return cajon_tan_double(x); }
        static const char *configure(const cajon_format *f, cajon_timing *t) { (void)f, (void)t; return 0; }
        static bool control(bool is_start) { (void)is_start; return false; }
        static void process(const cajon_block *block) { (void)block; }
        static void reset(void) {}
        CAJON_EFFECT(.name = "Maths", .version = "1", .summary = "", .configure = configure, .control = control,
                     .process = process, .reset = reset);
        """
}
