// A device in a loop, as the audio thread runs it, with the blocks that went in and out. One thread.

import AudioIO
import Realtime
import Testing

/// Runs an open device for so many rounds.
struct DeviceRig: ~Copyable {
    var device: AudioDevice
    /// Planar, all that was read: one array for each channel.
    var captured: [[Float]]
    var events: [DeviceEvent] = []
    private let input: AudioBuffer
    private let output: AudioBuffer

    init(_ device: consuming AudioDevice) {
        let grant = device.grant
        captured = Array(repeating: [], count: grant.channelCount)
        input = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        output = AudioBuffer(channelCount: grant.channelCount, frameCapacity: grant.periodFrames)
        self.device = device
    }

    /// One round; true when a period was exchanged. Faults are noted, and recovered from where `recovers` says so.
    mutating func round(
        frameCount: Int? = nil, recovers: Bool = true, _ sample: (_ channel: Int, _ frame: Int) -> Float = { _, _ in 0 }
    ) -> Bool {
        let event = device.wait(timeoutMilliseconds: 5_000)
        guard event == .ready else {
            events.append(event)
            if recovers, !device.recover(from: event) { events.append(.lost(0)) }
            return false
        }
        let frames = frameCount ?? device.grant.periodFrames
        let into = input.block(frameCount: frames)
        device.read(into: into)
        for channel in captured.indices {
            captured[channel] += (0..<frames).map { into.base[channel * frames + $0] }
        }
        let from = output.block(frameCount: frames)
        for channel in 0..<from.channelCount {
            for frame in 0..<frames { from.base[channel * frames + frame] = sample(channel, frame) }
        }
        let written = device.write(AudioBlock(from))
        if written != .ready {
            events.append(written)
            if recovers, !device.recover(from: written) { events.append(.lost(0)) }
        }
        return true
    }

    /// Plays and captures that sound to its end, in whole periods and a rest.
    mutating func play(_ channels: [[Float]]) {
        let count = channels.first?.count ?? 0
        var start = 0
        var faults = 0
        while start < count, faults < 100 {
            let frames = min(device.grant.periodFrames, count - start)
            let first = start
            if round(frameCount: frames, { channel, frame in channels[channel][first + frame] }) {
                start += frames
            } else {
                faults += 1
            }
        }
    }
}
