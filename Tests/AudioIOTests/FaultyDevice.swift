// A device that a test commands, and how the code under test comes by it.

import AudioIO
import CFaultyDevice
import Foundation
import Synchronization
import Testing

/// Owns a device of CFaultyDevice's. Used by the test's own thread; it must outlive the `AudioDevice` that opened it.
final class FaultyDevice: @unchecked Sendable {
    // SAFETY (for Sendable): a test and the code it tests use it from one thread.
    let device: OpaquePointer

    init(_ direction: DeviceDirection, _ change: (inout cajon_faulty_options) -> Void = { _ in }) {
        var options = cajon_faulty_options()
        options.is_capture = direction == .capture
        options.frames_per_look = 16
        change(&options)
        device = cajon_faulty_make(options)
    }

    deinit { cajon_faulty_free(device) }

    /// Opens these devices, whatever name is asked for.
    static func opener(capture: FaultyDevice? = nil, playback: FaultyDevice? = nil) -> PCMOpener {
        PCMOpener { _, direction in
            let chosen = direction == .capture ? capture : playback
            guard let chosen else { return .refused(errno: ENOENT) }
            var code: Int32 = 0
            guard let handle = cajon_faulty_open(chosen.device, &code) else { return .refused(errno: -code) }
            return .opened(handle)
        }
    }

    func advance(_ frames: Int) { cajon_faulty_advance(device, frames) }
    func fail(_ code: Int32) { cajon_faulty_fail(device, code) }
    func refuse(_ code: Int32) { cajon_faulty_refuse(device, code) }
    func setResume(_ code: Int32) { cajon_faulty_set_resume(device, code) }
    var isOpen: Bool { cajon_faulty_is_open(device) }
    var startCount: Int { Int(cajon_faulty_start_count(device)) }
    var prepareCount: Int { Int(cajon_faulty_prepare_count(device)) }

    /// What was written, as little-endian numbers of one kind.
    func played<T: FixedWidthInteger>(as type: T.Type) -> [T] {
        var count = 0
        let bytes = UnsafeRawBufferPointer(start: cajon_faulty_played(device, &count), count: count)
        return (0..<count / MemoryLayout<T>.size).map {
            T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: type))
        }
    }

    /// What was written by a device of floats.
    func playedFloats() -> [Float] { played(as: UInt32.self).map(Float.init(bitPattern:)) }

    /// What a channel captures at a frame.
    static func captured(frame: Int, channel: Int) -> Float {
        Float(256 * ((frame * 8 + channel) % (1 << 22))) * 0x1p-31
    }
}
