// Drives an effect built as a shared library through the contract's functions, the way the host drives a module.
import Foundation
import Testing

/// One effect in a library of its own. Not for use by several threads at once.
final class NativeEffect {
    struct Parameter {
        var id: String
        var unit: UInt8
        var scale: UInt8
        var range: ClosedRange<Float>
        var initial: Float
        var choices: [String]
    }

    struct Timing: Equatable {
        var latencyFrames: UInt32
        var tailFrames: UInt32
    }

    struct Refused: Error, Equatable {
        var reason: String
    }

    /// Something to do between two blocks, at a frame.
    struct Change {
        var frame: Int
        var parameter: String
        var value: Float

        init(_ frame: Int, _ parameter: String, _ value: Float) {
            (self.frame, self.parameter, self.value) = (frame, parameter, value)
        }
    }

    private typealias Describe = @convention(c) () -> UnsafeRawPointer
    private typealias Configure = @convention(c) (Float, UInt32, UInt32, UInt32) -> UnsafeRawPointer
    private typealias SetParameter = @convention(c) (UInt32, Float) -> Void
    private typealias Process =
        @convention(c) (
            UInt64, UnsafeMutablePointer<Float>, Int, UnsafePointer<Float>, Int
        ) -> UnsafeRawPointer
    private typealias Nothing = @convention(c) () -> Void
    typealias Reallocate = @convention(c) (UnsafeMutableRawPointer?, Int, Int, Int) -> UnsafeMutableRawPointer

    // SAFETY: the library is never closed, so its functions stay valid even when a test keeps one longer than this.
    private let library: UnsafeMutableRawPointer
    let reallocate: Reallocate
    private let callProcess: Process
    private(set) var name = ""
    private(set) var parameters: [Parameter] = []
    private(set) var channelCount = 0

    init(_ file: URL) throws {
        guard let library = dlopen(file.path, RTLD_NOW | RTLD_LOCAL) else {
            throw CocoaError(.executableLoad, userInfo: [NSDebugDescriptionErrorKey: String(cString: dlerror())])
        }
        self.library = library
        // What is mapped stays mapped.
        try FileManager.default.removeItem(at: file)
        reallocate = unsafeBitCast(dlsym(library, "cajon_realloc"), to: Reallocate.self)
        callProcess = unsafeBitCast(dlsym(library, "cajon_process_entry"), to: Process.self)
        function("cajon_initialize", as: Nothing.self)()
        readDescriptor()
    }

    /// A function of the library. The caller answers for the type.
    func function<Function>(_ name: String, as type: Function.Type) -> Function {
        // SAFETY: the name and the type are those of `cajon_effect.h` or of the test's own fixture.
        unsafeBitCast(dlsym(library, name), to: type)
    }

    @discardableResult
    func configure(
        rate: Float = 48000, channels: Int = 2, sidechainChannels: Int = 0, maximumFrames: Int = 8192
    ) throws -> Timing {
        channelCount = channels
        let result = function("cajon_configure_entry", as: Configure.self)(
            rate, UInt32(channels), UInt32(sidechainChannels), UInt32(maximumFrames))
        if result.load(as: UInt8.self) != 0 { throw Refused(reason: string(result + 8)) }
        return Timing(
            latencyFrames: result.load(fromByteOffset: 8, as: UInt32.self),
            tailFrames: result.load(fromByteOffset: 12, as: UInt32.self))
    }

    func set(_ id: String, _ value: Float) {
        guard let index = parameters.firstIndex(where: { $0.id == id }) else {
            Issue.record("no parameter \(id)")
            return
        }
        function("cajon_set_parameter_entry", as: SetParameter.self)(UInt32(index), value)
    }

    /// Sets a choice by its name.
    func set(_ id: String, choice: String) throws {
        let parameter = try #require(parameters.first { $0.id == id }, "no parameter \(id)")
        set(id, Float(try #require(parameter.choices.firstIndex(of: choice), "no choice \(choice) of \(id)")))
    }

    func reset() {
        function("cajon_reset_entry", as: Nothing.self)()
    }

    /// One block, planar.
    func process(_ channels: [[Float]], position: Int = 0) -> [[Float]] {
        let frameCount = channels[0].count
        let count = channels.count * frameCount
        let input = reallocate(nil, 0, 4, count * 4).bindMemory(to: Float.self, capacity: count)
        for (index, channel) in channels.enumerated() {
            (input + index * frameCount).update(from: channel, count: frameCount)
        }
        let sidechain = reallocate(nil, 0, 4, 0)
        let result = callProcess(
            UInt64(position), input, count, UnsafePointer(sidechain.assumingMemoryBound(to: Float.self)), 0)
        let output = result.load(as: UnsafePointer<Float>.self)
        precondition(result.load(fromByteOffset: 8, as: Int.self) == count)
        return (0..<channels.count).map { channel in
            Array(UnsafeBufferPointer(start: output + channel * frameCount, count: frameCount))
        }
    }

    /// A whole stream in blocks of the sizes given, over and over, cut also where something changes.
    func render(_ channels: [[Float]], blocks: [Int] = [512], changes: [Change] = []) -> [[Float]] {
        var output = [[Float]](repeating: [], count: channels.count)
        let end = channels[0].count
        var frame = 0
        var turn = 0
        while frame < end {
            for change in changes where change.frame == frame { set(change.parameter, change.value) }
            let nextChange = changes.map(\.frame).filter { $0 > frame }.min() ?? end
            let stop = min(frame + blocks[turn % blocks.count], nextChange, end)
            let block = process(channels.map { Array($0[frame..<stop]) }, position: frame)
            for channel in channels.indices { output[channel] += block[channel] }
            frame = stop
            turn += 1
        }
        return output
    }

    private func readDescriptor() {
        let record = function("cajon_describe_entry", as: Describe.self)()
        name = string(record)
        let list = record.load(fromByteOffset: 56, as: UnsafeRawPointer?.self)
        parameters = (0..<record.load(fromByteOffset: 64, as: Int.self)).compactMap { index in
            guard let entry = list.map({ $0 + index * 64 }) else { return nil }
            let choices = entry.load(fromByteOffset: 48, as: UnsafeRawPointer?.self)
            return Parameter(
                id: string(entry), unit: entry.load(fromByteOffset: 32, as: UInt8.self),
                scale: entry.load(fromByteOffset: 33, as: UInt8.self),
                range: entry.load(fromByteOffset: 36, as: Float.self)...entry.load(fromByteOffset: 40, as: Float.self),
                initial: entry.load(fromByteOffset: 44, as: Float.self),
                choices: (0..<entry.load(fromByteOffset: 56, as: Int.self)).compactMap { choice in
                    choices.map { string($0 + choice * 16) }
                })
        }
    }

    private func string(_ record: UnsafeRawPointer) -> String {
        let bytes = UnsafeRawBufferPointer(
            start: record.load(as: UnsafeRawPointer?.self), count: record.load(fromByteOffset: 8, as: Int.self))
        return String(decoding: bytes, as: UTF8.self)
    }
}
