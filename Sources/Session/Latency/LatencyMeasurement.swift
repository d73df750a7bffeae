// Measures how long sound takes through the devices and back. The thread that makes it runs it, and waits in it.

package import AudioIO
import CRealtime
import Realtime

/// A measurement that is ready to begin: its devices are open.
///
/// The latency from an output over a cable to an input, as frames that are exchanged, is that from an input through the
/// host to an output: the same two buffers and converters are passed, in the other order.
package struct LatencyMeasurement: ~Copyable {
    /// 512 MiB: 20 minutes of two channels at 48 kHz.
    private static let mostSamples = 1 << 27
    private static let stackBytes = 1 << 20
    private static let lockedStackBytes = 256 << 10

    package let grant: DeviceGrant
    private let request: LatencyRequest
    private let schedule: LoopbackSchedule
    private var loop: LoopbackLoop

    /// Opens the devices. Nothing is heard before `run`.
    package init(_ request: LatencyRequest, with opener: PCMOpener = .standard) throws(LatencyError) {
        precondition((1...100).contains(request.repetitionCount) && (-60 ... -1).contains(request.levelDecibels))
        let device = try Self.open(request.device, with: opener)
        let grant = device.grant
        let schedule = LoopbackSchedule(
            sampleRate: Double(grant.sampleRate), channelCount: grant.channelCount,
            repetitionCount: request.repetitionCount, levelDecibels: request.levelDecibels,
            settles: grant.clock == .resampled)
        let sampleCount = schedule.frameCount * (grant.channelCount + 1)
        guard sampleCount <= Self.mostSamples else { throw .tooMuch(sampleCount, most: Self.mostSamples) }
        self.grant = grant
        self.schedule = schedule
        self.request = request
        loop = LoopbackLoop(device: device, schedule: schedule)
    }

    private static func open(
        _ request: DeviceRequest, with opener: PCMOpener
    ) throws(LatencyError) -> AudioDevice {
        do throws(DeviceError) { return try AudioDevice.open(request, with: opener) } catch { throw .device(error) }
    }

    /// How long it makes sound, and listens.
    package var seconds: Double { schedule.seconds }

    /// Plays, listens and reckons.
    ///
    /// Errors: the device refuses to start, goes away or stands still. That nothing comes back is none: the report says so.
    package consuming func run() throws(LatencyError) -> LatencyReport {
        let (grant, request, schedule) = (grant, request, schedule)
        let handover = Handover(loop)
        let thread: SystemThread
        do throws(SystemThreadError) {
            thread = try SystemThread(
                name: "cajon-audio", priority: AudioThread.priority, stackBytes: Self.stackBytes
            ) {
                _ = cajon_lock_stack(Self.lockedStackBytes)
                handover.run()
            }
        } catch {
            throw .thread(error)
        }
        thread.join()
        switch handover.ending {
        case .success(.complete): break
        case .success(.lost(let code)): throw .lost(code)
        case .success(.stalled): throw .stalled
        case .failure(let error): throw .device(error)
        }
        let isRealtime = if case .realtime(priority: _) = thread.scheduling { true } else { false }
        return LatencyReport(
            handover.take().finish(), schedule: schedule, grant: grant, request: request, isRealtime: isRealtime)
    }

    /// The loop on its way to the audio thread and back.
    private final class Handover: @unchecked Sendable {
        // SAFETY: the audio thread's alone while it runs; it is joined before it is taken back.
        private var loop: LoopbackLoop?
        private(set) var ending: Result<LoopbackLoop.Ending, DeviceError> = .success(.stalled)

        init(_ loop: consuming LoopbackLoop) { self.loop = consume loop }

        func run() {
            var loop = loop.take()!
            ending = Result { () throws(DeviceError) in try loop.run() }
            self.loop = consume loop
        }

        func take() -> LoopbackLoop { loop.take()! }
    }
}
