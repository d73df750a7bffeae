// What an instance's meters show. The thread that owns the instance, but for what says otherwise.

import CanonicalABI

extension EffectInstance {
    /// Calls `describe` of the effect's meters, and checks the answer. The effect exports it.
    func describeMeters() throws(EffectError) -> [EffectMeter] {
        try EffectMeter.list(lifting: call(EffectContract.meters[0])!, effect: name)
    }

    /// Asks the effect what its meters show; empty for one without. Between blocks, while no other thread runs the step.
    ///
    /// Errors: the effect failed, or did so before; it didn't give a number for each.
    package func readMeters() throws(EffectError) -> [MeterReading] {
        guard let meters = descriptor?.meters, !meters.isEmpty else { return [] }
        guard case .list(let numbers) = try call(EffectContract.meters[1]) else {
            preconditionFailure("what meters read lifts as a list")
        }
        guard numbers.count == meters.count else {
            body.end()
            let cause = EffectFault.Cause.wrongReadings(expected: meters.count, found: numbers.count)
            throw EffectError(.fault(EffectFault(cause: cause, function: .readMeters)), effect: name)
        }
        return zip(meters, numbers).map { meter, number in
            guard case .f32(let number) = number else { preconditionFailure("a number lifts as one") }
            return MeterReading(meter, number: number)
        }
    }

    /// What the meters showed when the step's `maintain` last read them. Any thread, at any time.
    package var meterReadings: [MeterReading] {
        guard let meters = descriptor?.meters, !meters.isEmpty else { return [] }
        return meters.enumerated().map { MeterReading($1, number: body.guest.pointee.meters.number($0)) }
    }

    /// Whether the effect has failed. As `takeFault`.
    package var hasFailed: Bool { body.hasFailed }
}
