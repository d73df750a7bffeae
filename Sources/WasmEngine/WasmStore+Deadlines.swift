// How long a store's code may run, in ticks or until a moment. Everything here may run on the audio thread.
import CWasmtime

extension WasmStore {
    /// Grants time from now on: running code is stopped at the `ticks`-th tick of the engine, or the first after it.
    /// 0 stops it at its next check.
    @_noLocks
    package func setDeadline(ticks: UInt64) {
        // Added to the current count; half the range leaves it room.
        let granted = ticks < UInt64.max / 2 ? ticks : UInt64.max / 2
        shared.pointee.grant(ticks: granted)
        wasmtime_context_set_epoch_deadline(context, granted)
    }

    /// Grants time until a moment on the clock of `cajon_monotonic_nanoseconds`, not 0: running code is stopped at its
    /// first check after it. Time that the system took from this thread since `cajon_begin_period` is added.
    ///
    /// - Parameter grace: nanoseconds for which the code may be seen running after that moment: it is stopped only when
    ///   checks have found it running for so long, so that no stall of the machine can end code that does nothing wrong.
    ///
    /// Code looks whether its time is up when a watchdog or a tick tells it to. Say `endDeadline` when the calls it is
    /// meant for are done, or the watchdog looks after it in vain.
    @_noLocks
    package func setDeadline(nanoseconds deadline: UInt64, grace: UInt64 = 0, now: UInt64) {
        // First wasmtime's deadline, then the watchdog: the other way round it could fire before there is what to stop.
        wasmtime_context_set_epoch_deadline(context, 1)
        shared.pointee.grant(until: deadline, grace: grace, now: now)
    }

    /// Tells the watchdog that nothing runs any more. The deadline itself stands.
    @_noLocks
    package func endDeadline() {
        shared.pointee.disarm()
    }

    /// When the code that ran out of time was stopped, on the clock of `cajon_monotonic_nanoseconds`; 0 when none did.
    package var stoppedNanoseconds: UInt64 { shared.pointee.stoppedNanoseconds }
}
