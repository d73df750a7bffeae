// The effect of this module, behind the entry points: made once, when the module starts.

internal import CajonC

/// What the entry points call. The closures capture nothing but which effect it is; `runner` is what they work on.
struct Module {
    let runner: UnsafeMutableRawPointer
    let descriptor: cajon_descriptor
    let configure: (UnsafeMutableRawPointer, Format) -> cajon_timing_string_result
    let setParameter: (UnsafeMutableRawPointer, UInt32, Float) -> Void
    let process:
        (
            UnsafeMutableRawPointer, UInt64, UnsafeMutablePointer<Float>, Int, UnsafePointer<Float>, Int
        ) -> Void
    let reset: (UnsafeMutableRawPointer) -> Void
}

// Only one thread at a time is inside an effect, and `_initialize` comes before everything else.
nonisolated(unsafe) var module: Module?
nonisolated(unsafe) var arena = Arena()

extension Effect {
    /// Makes the effect: what `@main` calls when the module starts.
    static func main() {
        // SAFETY: allocated once and never freed, so the pointers the entry points keep stay valid.
        let runner = UnsafeMutablePointer<Runner<Self>>.allocate(capacity: 1)
        runner.initialize(to: Runner())
        #if CAJON_METERS
            makeMeters()
        #endif
        // SAFETY, in all four closures: the pointer is `runner` above, whose type they know.
        module = Module(
            runner: UnsafeMutableRawPointer(runner), descriptor: makeDescriptor(),
            configure: { runner, format in
                var result = cajon_timing_string_result()
                do throws(Refusal) {
                    let timing = try runner.assumingMemoryBound(to: Runner<Self>.self).pointee.configure(format)
                    result.payload.ok = cajon_timing(
                        latency_frames: UInt32(timing.latencyFrames), tail_frames: UInt32(timing.tailFrames))
                } catch {
                    result.is_error = true
                    result.payload.error = cajon_string(error.reason)
                }
                return result
            },
            setParameter: { runner, index, value in
                runner.assumingMemoryBound(to: Runner<Self>.self).pointee.setParameter(index, value)
            },
            process: { runner, position, samples, count, sidechainSamples, sidechainCount in
                runner.assumingMemoryBound(to: Runner<Self>.self).pointee.process(
                    position: position, samples: samples, count: count, sidechainSamples: sidechainSamples,
                    sidechainCount: sidechainCount)
            },
            reset: { runner in runner.assumingMemoryBound(to: Runner<Self>.self).pointee.reset() }
        )
    }

    /// The descriptor as the contract's record, kept for good.
    private static func makeDescriptor() -> cajon_descriptor {
        let cases = Parameter.allCases
        let parameters = UnsafeMutablePointer<cajon_parameter>.allocate(capacity: cases.count)
        var index = 0
        for parameter in cases {
            (parameters + index).initialize(to: cajon_parameter(describe(parameter)))
            index += 1
        }
        return cajon_descriptor(
            name: cajon_string(descriptor.name), version: cajon_string(descriptor.version),
            summary: cajon_string(descriptor.summary), sidechain: descriptor.hasSidechain,
            quantum: UInt32(descriptor.quantum),
            parameters: cajon_parameter_list(data: parameters, length: cases.count))
    }
}

#if CAJON_METERS
    extension Effect {
        static func makeMeters() {}
    }
#endif

extension cajon_string {
    init(_ string: StaticString) {
        self.init(data: string.utf8Start, length: string.utf8CodeUnitCount)
    }

    /// The string, `separator` and the number, kept for good; the string alone when the number is 0.
    fileprivate init(_ string: StaticString, _ separator: StaticString, number: Int) {
        guard number > 0 else {
            self.init(string)
            return
        }
        var digitCount = 1
        var rest = number / 10
        while rest > 0 {
            digitCount += 1
            rest /= 10
        }
        let head = string.utf8CodeUnitCount + separator.utf8CodeUnitCount
        // SAFETY: room for both strings and the digits, all of which are written below, before anyone reads them.
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: head + digitCount)
        text.initialize(from: string.utf8Start, count: string.utf8CodeUnitCount)
        (text + string.utf8CodeUnitCount).initialize(from: separator.utf8Start, count: separator.utf8CodeUnitCount)
        rest = number
        for place in 0..<digitCount {
            (text + (head + digitCount - 1 - place)).initialize(to: UInt8(48 + rest % 10))
            rest /= 10
        }
        self.init(data: text, length: head + digitCount)
    }
}

extension cajon_parameter {
    fileprivate init(_ description: ParameterDescription) {
        let choices = UnsafeMutablePointer<cajon_string>.allocate(capacity: description.choices.count)
        for (index, choice) in description.choices.enumerated() {
            (choices + index).initialize(to: cajon_string(choice))
        }
        self.init(
            id: cajon_string(description.id, "", number: description.number),
            name: cajon_string(description.name, " ", number: description.number),
            unit: description.unit.rawValue, scale: description.scale.rawValue,
            minimum: description.range.lowerBound, maximum: description.range.upperBound,
            initial: description.initial,
            choices: cajon_string_list(data: choices, length: description.choices.count))
    }
}
