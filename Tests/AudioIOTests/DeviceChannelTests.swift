// Channels that the graph and a device don't have in common, and those that the device has in another order.

import AudioIO
import CFaultyDevice
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("Channels of a device")
struct DeviceChannelTests {
    // alsa-lib's numbers, as in its pcm.h.
    private static let frontLeft: UInt32 = 3
    private static let frontRight: UInt32 = 4
    private static let rearLeft: UInt32 = 5
    private static let rearRight: UInt32 = 6
    private static let frontCentre: UInt32 = 7
    private static let lowFrequencies: UInt32 = 8

    private func device(
        _ direction: DeviceDirection, channels: Int, positions: [UInt32] = []
    ) -> FaultyDevice {
        FaultyDevice(direction) { options in
            options.minimum_channels = UInt32(channels)
            options.maximum_channels = UInt32(channels)
            options.position_count = UInt32(positions.count)
            withUnsafeMutableBytes(of: &options.positions) { place in
                positions.withUnsafeBytes { place.copyMemory(from: $0) }
            }
        }
    }

    /// What the device's channels play when the graph's channel c plays c + 1.
    private func played(
        graph: Int, channels: Int, positions: [UInt32] = []
    ) throws -> (values: [Float], grant: DeviceGrant) {
        let device = device(.playback, channels: channels, positions: positions)
        var request = DeviceRequest(playback: "out")
        request.channelCount = graph
        var rig = DeviceRig(try AudioDevice.open(request, with: FaultyDevice.opener(playback: device)))
        try rig.device.start()
        for _ in 0..<4 { _ = rig.round { channel, _ in Float(channel + 1) } }
        return (Array(device.playedFloats().suffix(channels)), rig.device.grant)
    }

    /// Which of the device's channels each of the graph's captures; nil is silence.
    private func captured(
        graph: Int, channels: Int, positions: [UInt32] = []
    ) throws -> (sources: [Int?], grant: DeviceGrant) {
        let device = device(.capture, channels: channels, positions: positions)
        var request = DeviceRequest(capture: "in")
        request.channelCount = graph
        var rig = DeviceRig(try AudioDevice.open(request, with: FaultyDevice.opener(capture: device)))
        try rig.device.start()
        for _ in 0..<4 { _ = rig.round() }
        let sources = rig.captured.map { samples in
            (0..<channels).first { channel in
                samples.enumerated().allSatisfy { $1 == FaultyDevice.captured(frame: $0, channel: channel) }
            }
        }
        for (samples, source) in zip(rig.captured, sources) where source == nil {
            #expect(samples.allSatisfy { $0 == 0 })
        }
        return (sources, rig.device.grant)
    }

    @Test("as many as the graph's are connected in order")
    func inOrder() throws {
        let playback = try played(graph: 4, channels: 4)
        #expect(playback.values == [1, 2, 3, 4])
        #expect(playback.grant.warnings.isEmpty)
        #expect(playback.grant.playback?.channelMap == [])
        #expect(try captured(graph: 3, channels: 3).sources == [0, 1, 2])
    }

    @Test("that are swapped are swapped back")
    func swapped() throws {
        let map = [Self.frontRight, Self.frontLeft]
        let playback = try played(graph: 2, channels: 2, positions: map)
        #expect(playback.values == [2, 1])
        #expect(playback.grant.playback?.channelMap == ["FR", "FL"])
        #expect(playback.grant.playback?.route == [1, 0])
        #expect(try captured(graph: 2, channels: 2, positions: map).sources == [1, 0])
    }

    @Test("of a surround device in ALSA's order get what a WAV file's order means")
    func surround() throws {
        let map = [
            Self.frontLeft, Self.frontRight, Self.rearLeft, Self.rearRight, Self.frontCentre, Self.lowFrequencies,
        ]
        // The graph's order is FL FR FC LFE RL RR.
        let playback = try played(graph: 6, channels: 6, positions: map)
        #expect(playback.values == [1, 2, 5, 6, 3, 4])
        #expect(try captured(graph: 6, channels: 6, positions: map).sources == [0, 1, 4, 5, 2, 3])
        // Stereo goes to the front.
        #expect(try played(graph: 2, channels: 6, positions: map).values == [1, 2, 0, 0, 0, 0])
    }

    @Test("that say nothing sensible of their places are connected in order")
    func senseless() throws {
        #expect(try played(graph: 2, channels: 2, positions: [Self.frontLeft, Self.frontLeft]).values == [1, 2])
        #expect(try played(graph: 2, channels: 2, positions: [Self.rearLeft, Self.rearRight]).values == [1, 2])
        #expect(try played(graph: 2, channels: 2, positions: [0, 0]).values == [1, 2])
    }

    @Test("beyond the graph's are silent; a graph of one channel goes to left and right")
    func more() throws {
        #expect(try played(graph: 2, channels: 5).values == [1, 2, 0, 0, 0])
        #expect(try played(graph: 1, channels: 4).values == [1, 1, 0, 0])
        let map = [Self.frontCentre, Self.frontLeft, Self.frontRight]
        #expect(try played(graph: 1, channels: 3, positions: map).values == [0, 1, 1])
    }

    @Test("fewer than the graph's: the rest is dropped or silent, and the grant says so")
    func fewer() throws {
        let playback = try played(graph: 3, channels: 2)
        #expect(playback.values == [1, 2])
        #expect(playback.grant.warnings == ["out plays 2 of 3 channels; the others are not heard"])
        let capture = try captured(graph: 4, channels: 2)
        #expect(capture.sources == [0, 1, nil, nil])
        #expect(capture.grant.warnings.count == 1)
        let surplus = try captured(graph: 2, channels: 8)
        #expect(surplus.sources == [0, 1])
        #expect(surplus.grant.warnings == ["in captures 8 channels; only 2 of them are used"])
    }

    @Test("a lone microphone is heard in every channel of the graph")
    func mono() throws {
        let capture = try captured(graph: 3, channels: 1)
        #expect(capture.sources == [0, 0, 0])
        #expect(capture.grant.warnings.isEmpty)
    }

    @Test("unasked, are those of the device")
    func unasked() throws {
        let device = device(.playback, channels: 6)
        let grant = try AudioDevice.open(
            DeviceRequest(playback: "out"), with: FaultyDevice.opener(playback: device)
        ).grant
        #expect(grant.channelCount == 6)
    }
}
