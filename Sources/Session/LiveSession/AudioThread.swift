// The audio thread from its start to its end: sets itself up, plays, and waits for a device that has gone. Made and ended
// by the control thread.

import AudioIO
import CRealtime
import EffectHost
import Realtime
import Synchronization

/// What the audio thread has to tell when it isn't playing.
enum AudioThreadNotice: Sendable {
    /// The device has gone, with an errno or 0; it is waited for.
    case lost(Int32)
    /// It is still away, in the device's words; told when they change.
    case stillLost(String)
    /// Another device, or the same, plays on.
    case returned(DeviceGrant)
    /// It came to its end.
    case ended
    /// It can't go on.
    case failed(String)
}

/// A thread at real-time priority that plays.
final class AudioThread {
    /// Above ordinary real-time work, below the kernel's own threads and the watchdog that stops effects.
    static let priority = 70
    /// Wasm may take 512 KiB of it.
    private static let stackBytes = 4 << 20
    private static let lockedStackBytes = 1 << 20
    private static let retryNanoseconds: UInt64 = 250_000_000

    let scheduling: SystemThread.Scheduling
    private let thread: SystemThread

    /// Starts to play.
    ///
    /// - Parameters:
    ///   - request: opens the device anew when it has gone; asks for exactly what was granted.
    ///   - state: outlives the thread.
    ///   - tell: called on the audio thread while it isn't playing.
    init(
        _ loop: consuming AudioLoop, request: DeviceRequest, player: SoundPlayer?, loader: EffectLoader,
        state: UnsafeMutablePointer<AudioLoopState>, tell: @escaping @Sendable (AudioThreadNotice) -> Void
    ) throws(LiveSessionError) {
        let box = Box(loop)
        let shared = Shared(request: request, player: player, loader: loader, state: state, tell: tell)
        thread = try LiveSessionError.wrapping(LiveSessionError.thread) { () throws(SystemThreadError) in
            try SystemThread(name: "cajon-audio", priority: Self.priority, stackBytes: Self.stackBytes) {
                Self.run(box.take(), shared)
            }
        }
        scheduling = thread.scheduling
    }

    /// Waits for its end. The state's `shouldStop` has been set.
    func join() { thread.join() }

    private final class Box: @unchecked Sendable {
        // SAFETY: emptied by the one thread that it is made for.
        private var loop: AudioLoop?
        init(_ loop: consuming AudioLoop) { self.loop = consume loop }
        func take() -> AudioLoop { loop.take()! }
    }

    /// What the thread needs besides its loop. SAFETY: `state` is atomics only, and outlives the thread.
    private struct Shared: @unchecked Sendable {
        let request: DeviceRequest
        let player: SoundPlayer?
        let loader: EffectLoader
        let state: UnsafeMutablePointer<AudioLoopState>
        let tell: @Sendable (AudioThreadNotice) -> Void
    }

    private static func run(_ loop: consuming AudioLoop, _ shared: Shared) {
        // What can't be locked is touched all the same.
        LockedPages.shared.note(byteCount: lockedStackBytes, refusal: cajon_lock_stack(lockedStackBytes))
        // If it fails, the first call on this thread does what it would have done, a little late.
        try? shared.loader.prepareThread()
        play(loop, shared)
        // Partner: the acquiring load where the session ends.
        shared.state.pointee.hasEnded.store(true, ordering: .releasing)
        shared.tell(.ended)
    }

    private static func play(_ first: consuming AudioLoop, _ shared: Shared) {
        var loop = first
        while true {
            switch Result(catching: { () throws(DeviceError) in try loop.play() }) {
            case .success(.stopped): return
            case .success(.playedOut):
                shared.state.pointee.hasPlayedOut.store(true, ordering: .relaxed)
                return
            case .success(.lost(let code)): shared.tell(.lost(code))
            case .failure(let error):
                guard error.mayPass else { return shared.tell(.failed(error.description)) }
                shared.tell(.stillLost(error.description))
            }
            shared.state.pointee.isWaiting.store(true, ordering: .relaxed)
            shared.state.pointee.lossCount.add(1, ordering: .relaxed)
            let remains = loop.close()
            guard let device = reopen(shared) else { return }
            let progress = remains.progress
            loop = AudioLoop(
                device: device, engine: remains.takeEngine(), player: shared.player, state: shared.state,
                progress: progress)
            shared.state.pointee.isWaiting.store(false, ordering: .relaxed)
        }
    }

    /// Tries until the device is there; nil when the session ends first, or the device has become another.
    private static func reopen(_ shared: Shared) -> AudioDevice? {
        var lastWords = ""
        while !shared.state.pointee.shouldStop.load(ordering: .relaxed) {
            do throws(DeviceError) {
                let device = try AudioDevice.open(shared.request)
                guard device.grant.periodFrames == shared.request.periodFrames,
                    device.grant.sampleRate == shared.request.sampleRate,
                    device.grant.channelCount == shared.request.channelCount
                else {
                    shared.tell(.failed("the device has returned, but grants another format; start again"))
                    return nil
                }
                shared.tell(.returned(device.grant))
                return device
            } catch {
                guard error.mayPass else {
                    shared.tell(.failed(error.description))
                    return nil
                }
                if error.description != lastWords { shared.tell(.stillLost(error.description)) }
                lastWords = error.description
            }
            cajon_pause(retryNanoseconds)
        }
        return nil
    }
}
