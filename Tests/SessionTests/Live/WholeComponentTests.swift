// Components that are run as wholes: rendered offline like any effect, and refused live, which they are too slow for.

import EffectHost
import EffectTestSupport
import Presets
import Session
import TestSupport
import Testing
import WasmEngine

@Suite("A component that is run as a whole, in a session")
struct WholeComponentTests {
    /// The path of a component that puts out twice its input, and which the stores' loader runs as a whole.
    private static func prepare(_ folder: TestSupport.TemporaryFolder, _ loader: EffectLoader) throws -> String {
        let guest = Guest().describing { $0.parameters[0].initial = 2 }
        let path = try folder.write(WasmEngine.wasm(fromText: GuestComponent(guest).text), "double.wasm")
        _ = try loader.loadGeneral(path: path, name: path, reasons: ["it has two memories", "it has a start function"])
        return path
    }

    @Test("is refused live, in words that say why and what to do instead")
    func live() throws {
        let folder = try TestSupport.TemporaryFolder()
        let loader = try EffectLoader(cache: nil)
        let path = try Self.prepare(folder, loader)
        let store = EffectStore(loader: loader)
        let preset = try PresetDocument.parse(chain: "'\(path)'").resolve(using: store)
        let error = #expect(throws: RenderError.self) {
            try LiveGraph(preset, format: LiveRig.format(), store: store)
        }
        #expect(
            error?.description.contains(
                "effect ‘\(path)’ can't be played live, because it is a component that is run as a whole, which "
                    + "allocates memory in every block (it has two memories; it has a start function); `cajon render` "
                    + "can use it") == true, "\(String(describing: error))")
    }

    @Test("is rendered offline like any other")
    func offline() throws {
        let folder = try TestSupport.TemporaryFolder()
        let loader = try EffectLoader(cache: nil)
        let path = try Self.prepare(folder, loader)
        let store = EffectStore(loader: loader)
        let preset = try PresetDocument.parse(chain: "'\(path)'").resolve(using: store)
        var graph = try PlayableGraph(preset, format: LiveRig.format(), store: store)
        let sound = PlanarSound.noise(channelCount: 2, frameCount: 2_000, amplitude: 0.3, seed: 8)
        let output = graph.render(sound, blocks: .fixed(128))
        let expected = PlanarSound((0..<2).map { channel in sound.channel(channel).map { $0 * 2 } })
        #expect(output.difference(from: expected) == nil)
    }
}
