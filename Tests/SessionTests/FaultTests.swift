// Effects that fail while a file is rendered: what is left behind, and what is said.

import EffectTestSupport
import Foundation
import Session
import TestSupport
import Testing
import WasmEngine

@Suite("An effect that fails in a render")
struct FaultTests {
    private static let input = PlanarSound.noise(channelCount: 2, frameCount: 10_000, seed: 40)

    /// Renders through a chain that has a trap from frame 5,000 on, in blocks of 1,000.
    private static func render(
        in folder: TemporaryFolder, policy: RenderRequest.FaultPolicy, guest: TestGuest = .trapping(atFrame: 5_000)
    ) throws -> RenderReport {
        let bomb = try guest.write(to: folder, "bomb.wasm")
        var request = RenderRequest(
            input: try folder.write(input), output: folder.file("out.wav"),
            preset: try StagedEffects.chain("gain level=-6 | bomb: \(bomb) | gain level=6"))
        request.faultPolicy = policy
        request.blockFrameCount = 1_000
        return try OfflineRender(request, store: StagedEffects.store()).run()
    }

    @Test("ends it, and leaves no file behind")
    func stop() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: RenderError.self) { try Self.render(in: folder, policy: .stop) }
        guard case .fault(let fault) = error.kind else { throw error }
        #expect(fault.node == "bomb" && fault.frame == 5_000 && fault.sampleRate == 48_000)
        #expect(error.description.contains("bomb") && error.description.contains("trapped in process"))
        #expect(error.description.contains("frame 5000"))
        #expect(try folder.names() == ["bomb.wasm", "in.wav"])
    }

    @Test("at its very end, when its meters are read, ends it as well, or is reported", arguments: [true, false])
    func meters(stops: Bool) throws {
        let folder = try TemporaryFolder()
        var meters = GuestMeters()
        meters.read = GuestMeters.returning(count: 2)
        let guest = try WasmEngine.wasm(fromText: Guest().metering(meters).text)
        try Data(guest).write(to: URL(filePath: folder.file("bad.wasm")))
        var request = RenderRequest(
            input: try folder.write(Self.input), output: folder.file("out.wav"),
            preset: try StagedEffects.chain("bad: \(folder.file("bad.wasm"))"))
        request.faultPolicy = stops ? .stop : .bypass
        let render = { try OfflineRender(request, store: StagedEffects.store()).run() }
        if stops {
            let error = try #require(throws: RenderError.self) { try render() }
            #expect(error.description.contains("returned 2 numbers in read of its meters"))
            #expect(try folder.names() == ["bad.wasm", "in.wav"])
        } else {
            let report = try render()
            #expect(report.faults.map(\.frame) == [10_000])
            #expect(report.nodes[0].meters == nil)
        }
    }

    @Test("leaves a file that was there as it was")
    func stopKeepsExisting() throws {
        let folder = try TemporaryFolder()
        try Data("precious".utf8).write(to: URL(filePath: folder.file("out.wav")))
        #expect(throws: RenderError.self) { try Self.render(in: folder, policy: .stop) }
        #expect(try folder.bytes("out.wav") == Array("precious".utf8))
        #expect(try folder.names() == ["bomb.wasm", "in.wav", "out.wav"])
    }

    @Test("is passed by, when asked for, and reported")
    func bypass() throws {
        let folder = try TemporaryFolder()
        let report = try Self.render(in: folder, policy: .bypass)
        #expect(report.faults.map(\.node) == ["bomb"])
        #expect(report.faults.map(\.frame) == [5_000])
        // The bomb passes its input through, so without it everything goes on as before.
        let output = try folder.read()
        #expect(output.frameCount == 10_000)
        for channel in 0..<2 {
            let differences = zip(output.channel(channel), Self.input.channel(channel)).map { abs($0 - $1) }
            #expect(differences[..<5_000].allSatisfy { $0 < 1e-6 })
            // For 5 ms an offset takes the jump out that there might have been; of noise, it makes one.
            #expect(differences[5_240...].allSatisfy { $0 < 1e-6 })
        }
    }

    @Test("by never returning is stopped within its time")
    func neverReturns() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: RenderError.self) {
            try Self.render(in: folder, policy: .stop, guest: .looping(atFrame: 2_000))
        }
        guard case .fault(let fault) = error.kind else { throw error }
        #expect(fault.frame == 2_000 && fault.cause.contains("longer than its limit"))
        #expect(try folder.names() == ["bomb.wasm", "in.wav"])
    }

    @Test("by putting out NaN goes on, silenced and counted")
    func nonFinite() throws {
        let folder = try TemporaryFolder()
        let report = try Self.render(in: folder, policy: .stop, guest: .poisoning)
        let output = try folder.read()
        #expect(output.isSilent && report.faults.isEmpty)
        #expect(report.nodes.first { $0.id == "bomb" }?.nonFiniteBlocks == 10)
    }

    @Test("before it begins, by refusing the format, makes no file and says why")
    func refuses() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: RenderError.self) {
            try Self.render(in: folder, policy: .bypass, guest: TestGuest(refusal: "wants five channels"))
        }
        guard case .effect(let node, _) = error.kind else { throw error }
        #expect(node == "bomb" && error.description.contains("wants five channels"))
        #expect(try folder.names() == ["bomb.wasm", "in.wav"])
    }
}
