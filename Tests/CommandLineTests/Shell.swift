// A user's working folder, and the program in it. Used by one test.

import Foundation
import TestSupport
import WasmEngine

/// What a user has: a folder with sounds and effects in it, and `cajon` on the command line.
final class Shell: Sendable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("cajon-cli") }

    /// Compiled effects, shared by all tests and kept between runs: compiling is not what most of them are about.
    private static let cache = Stage.root + "/.build/test-cache"

    /// A home of one's own, in the working folder.
    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.file("home"),
            "XDG_CACHE_HOME": Self.cache, "LANG": "C.UTF-8",
        ]
    }

    func program(_ arguments: [String], environment changes: [String: String?] = [:]) -> Program {
        var program = Program(Stage.program, arguments)
        program.folder = folder.path
        program.environment = environment
        for (name, value) in changes { program.environment[name] = value }
        return program
    }

    /// A shell's way to start a program with its arguments.
    static let plainly = #"exec "$0" "$@""#

    /// The program as a shell starts it, after a script that changes what it finds; the script ends in `plainly`.
    func program(_ arguments: [String], through script: String) -> Program {
        var program = program(["-c", script, Stage.program] + arguments)
        program.path = "/bin/sh"
        return program
    }

    @discardableResult
    func cajon(
        _ arguments: String..., input: Program.Input = .nothing, environment: [String: String?] = [:]
    ) throws -> Program.Outcome {
        var program = program(arguments, environment: environment)
        program.input = input
        return try program.run()
    }

    /// Writes a sound of 16 bits: a different sine in each channel.
    @discardableResult
    func sound(
        _ name: String, seconds: Double = 0.25, channelCount: Int = 2, sampleRate: Int = 48_000
    ) throws -> [UInt8] {
        let wave = Wave(seconds: seconds, channelCount: channelCount, sampleRate: sampleRate)
        try folder.write(wave.bytes, name)
        return wave.bytes
    }

    /// Writes a guest's module.
    func effect(_ guest: Guest, _ name: String) throws {
        try folder.write(WasmEngine.wasm(fromText: guest.text), name)
    }

    /// What is in the working folder, the home apart.
    func names() throws -> [String] { try folder.names().filter { $0 != "home" } }
}

/// A WAV file of 16 bits, made by hand.
struct Wave {
    let bytes: [UInt8]
    static let headerByteCount = 44

    init(seconds: Double, channelCount: Int, sampleRate: Int) {
        func little(_ value: Int, _ byteCount: Int) -> [UInt8] {
            (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let frameCount = Int(seconds * Double(sampleRate))
        let dataByteCount = frameCount * channelCount * 2
        var bytes = Array("RIFF".utf8) + little(36 + dataByteCount, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(1, 2) + little(channelCount, 2) + little(sampleRate, 4)
        bytes += little(sampleRate * channelCount * 2, 4) + little(channelCount * 2, 2) + little(16, 2)
        bytes += Array("data".utf8) + little(dataByteCount, 4)
        for frame in 0..<frameCount {
            for channel in 0..<channelCount {
                let turns = Double(frame) * Double(220 + 110 * channel) / Double(sampleRate)
                bytes += little(Int((12_000 * sin(2 * .pi * turns)).rounded()), 2)
            }
        }
        self.bytes = bytes
    }
}

extension Wave {
    /// The file's bytes for samples of 32-bit floats, frame by frame, 48,000 a second.
    static func floats(_ samples: [Float], channelCount: Int) -> [UInt8] {
        func little(_ value: Int, _ byteCount: Int) -> [UInt8] {
            (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let frameBytes = 4 * channelCount
        var bytes = Array("RIFF".utf8) + little(36 + 4 * samples.count, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(3, 2) + little(channelCount, 2) + little(48_000, 4)
        bytes += little(48_000 * frameBytes, 4) + little(frameBytes, 2) + little(32, 2)
        bytes += Array("data".utf8) + little(4 * samples.count, 4)
        bytes.reserveCapacity(bytes.count + 4 * samples.count)
        for sample in samples { bytes += little(Int(sample.bitPattern), 4) }
        return bytes
    }
}

/// JSON as a test looks into it.
struct JSON {
    let value: Any?

    init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }

    private init(value: Any?) { self.value = value }

    subscript(_ key: String) -> JSON { JSON(value: (value as? [String: Any])?[key]) }
    subscript(_ index: Int) -> JSON {
        let list = value as? [Any] ?? []
        return JSON(value: index < list.count ? list[index] : nil)
    }

    var keys: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
    var count: Int { (value as? [Any])?.count ?? 0 }
    var text: String? { value as? String }
    var number: Double? { (value as? NSNumber)?.doubleValue }
}
