// The effect of this module, behind the entry points: made once, when the module starts.

internal import CajonC

/// What the entry points call. The closures capture nothing but which effect it is; `runner` is what they work on.
struct Module {
    let runner: UnsafeMutableRawPointer
    let descriptor: UnsafePointer<cajon_descriptor>
    let configureResult: UnsafeMutablePointer<cajon_configure_result>
    let processResult: UnsafeMutablePointer<cajon_samples>
    let configure: (UnsafeMutableRawPointer, Format, UnsafeMutablePointer<cajon_configure_result>) -> Void
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
        let configureResult = UnsafeMutablePointer<cajon_configure_result>.allocate(capacity: 1)
        let processResult = UnsafeMutablePointer<cajon_samples>.allocate(capacity: 1)
        configureResult.initialize(to: cajon_configure_result())
        processResult.initialize(to: cajon_samples())
        // SAFETY, in all four closures: the pointer is `runner` above, whose type they know.
        module = Module(
            runner: UnsafeMutableRawPointer(runner), descriptor: makeDescriptor(),
            configureResult: configureResult, processResult: processResult,
            configure: { runner, format, result in
                do throws(Refusal) {
                    let timing = try runner.assumingMemoryBound(to: Runner<Self>.self).pointee.configure(format)
                    result.pointee.is_error = 0
                    result.pointee.payload.timing = cajon_timing(
                        latency_frames: UInt32(timing.latencyFrames), tail_frames: UInt32(timing.tailFrames))
                } catch {
                    result.pointee.is_error = 1
                    result.pointee.payload.error = cajon_string(error.reason)
                }
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
    private static func makeDescriptor() -> UnsafePointer<cajon_descriptor> {
        let cases = Parameter.allCases
        let parameters = UnsafeMutablePointer<cajon_parameter>.allocate(capacity: cases.count)
        var index = 0
        for parameter in cases {
            (parameters + index).initialize(to: cajon_parameter(describe(parameter)))
            index += 1
        }
        let record = UnsafeMutablePointer<cajon_descriptor>.allocate(capacity: 1)
        record.initialize(
            to: cajon_descriptor(
                name: cajon_string(descriptor.name), version: cajon_string(descriptor.version),
                summary: cajon_string(descriptor.summary), sidechain: descriptor.hasSidechain,
                quantum: UInt32(descriptor.quantum),
                parameters: cajon_parameter_list(data: parameters, length: cases.count)))
        return UnsafePointer(record)
    }
}

extension cajon_string {
    fileprivate init(_ string: StaticString) {
        self.init(data: string.utf8Start, length: string.utf8CodeUnitCount)
    }
}

extension cajon_parameter {
    fileprivate init(_ description: ParameterDescription) {
        let choices = UnsafeMutablePointer<cajon_string>.allocate(capacity: description.choices.count)
        for (index, choice) in description.choices.enumerated() {
            (choices + index).initialize(to: cajon_string(choice))
        }
        self.init(
            id: cajon_string(description.id), name: cajon_string(description.name),
            unit: description.unit.rawValue, scale: description.scale.rawValue,
            minimum: description.range.lowerBound, maximum: description.range.upperBound,
            initial: description.initial,
            choices: cajon_string_list(data: choices, length: description.choices.count))
    }
}
