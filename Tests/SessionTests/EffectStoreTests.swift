// Effects by name and by file.

import Bundles
import EffectHost
import EffectTestSupport
import Foundation
import Presets
import Session
import Testing

@Suite("The effect store")
struct EffectStoreTests {
    @Test("knows the shipped effects by name, and loads each once")
    func names() throws {
        let store = try StagedEffects.store()
        #expect(Set(store.knownNames).isSuperset(of: StagedEffects.names))
        for name in StagedEffects.names {
            let module = try store.module(for: .name(name))
            #expect(try store.module(for: .name(name)) === module)
            #expect(try store.descriptor(for: .name(name)) == module.descriptor)
        }
    }

    @Test("loads a file, and says that a file is no effect")
    func files() throws {
        let folder = try TemporaryFolder()
        let store = try StagedEffects.store()
        let path = try TestGuest().write(to: folder)
        #expect(try store.descriptor(for: .file(path)).name == "guest")
        let sound = try folder.write(PlanarSound(channelCount: 1, frameCount: 10), "sound.wasm")
        guard case .unusable(let reason)? = Self.failure(store, .file(sound)) else {
            Issue.record("a sound was taken for an effect")
            return
        }
        #expect(reason.contains("sound.wasm"))
    }

    /// A store with a library of its own, and the file of a bundle with a guest in it.
    private static func bundled(_ folder: TemporaryFolder) throws -> (EffectStore, BundleLibrary) {
        let library = BundleLibrary(directory: folder.file("bundles"))
        let finder = PresetFinder(
            presets: PresetLibrary(directories: []), bundles: library,
            cache: BundleCache(directory: nil, temporaryDirectory: folder.path), trust: BundleTrust(book: nil))
        return (EffectStore(loader: try StagedEffects.loader(), presets: finder), library)
    }

    private static func bundle(_ guest: TestGuest, id: String = "guest", _ folder: TemporaryFolder) throws -> String {
        let preset = #"{ "format": 1, "name": "Guest", "nodes": [{ "id": "a", "effect": "./effects/guest.wasm" }] }"#
        let wasm = try Data(contentsOf: URL(filePath: try guest.write(to: folder)))
        let path = folder.file("\(id).cajon")
        try? FileManager.default.removeItem(atPath: path)
        try BundleWriter().write(
            [
                BundleWriter.File(path: try BundlePath("preset.json"), bytes: Array(preset.utf8)),
                BundleWriter.File(path: try BundlePath("effects/guest.wasm"), bytes: Array(wasm)),
            ], as: BundleIdentity(id: id, version: PresetVersion(major: 1, minor: 0, patch: 0)), signedWith: nil,
            to: path)
        return path
    }

    @Test("keeps a bundle's effects apart from those of another that comes to have its name")
    func replacedBundle() throws {
        let folder = try TemporaryFolder()
        let (store, library) = try Self.bundled(folder)
        func install(_ guest: TestGuest) throws {
            _ = try library.install(
                try Self.bundle(guest, folder), beside: PresetLibrary(directories: []), trust: BundleTrust(book: nil))
        }
        try install(TestGuest())
        let first = try store.document("guest@1.0.0").resolve(using: store)
        try library.remove(["guest"]) { _ in }
        try install(TestGuest(latencyFrames: 7))
        let second = try store.document("guest@1.0.0").resolve(using: store)
        let (one, other) = (first.nodes[0].reference, second.nodes[0].reference)
        #expect(one != other)
        #expect(try store.module(for: one) !== store.module(for: other))
        // The very same again is the same.
        #expect(try store.document("guest@1.0.0").resolve(using: store).nodes[0].reference == other)
    }

    @Test("reads a script and what it imports from a folder that is held, and nothing from outside of it")
    func heldScript() throws {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        try files.createDirectory(atPath: folder.file("held/parts"), withIntermediateDirectories: true)
        try files.createDirectory(atPath: folder.file("elsewhere"), withIntermediateDirectories: true)
        let imports = "import './parts/one.js'; import './linked.js'; export default 1"
        for (name, text) in [("held/drift.js", imports), ("held/parts/one.js", "1"), ("elsewhere/two.js", "2")] {
            try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
        }
        try files.createSymbolicLink(
            atPath: folder.file("held/linked.js"), withDestinationPath: folder.file("elsewhere/two.js"))
        let descriptor = open(folder.file("held"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        try files.moveItem(atPath: folder.file("held"), toPath: folder.file("renamed"))
        let path = DescriptorPath.path(of: descriptor)
        let found = try StagedEffects.loader().sourceFiles(path: path + "/drift.js")
        #expect(found.contains(path + "/drift.js") && found.contains(path + "/parts/one.js"), "\(found)")
        #expect(!found.contains { $0.contains("linked") || $0.contains("two.js") }, "\(found)")
    }

    @Test("lets go of the bundles that a preset doesn't use, and of what was loaded from them")
    func letsGo() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try Self.bundled(folder)
        let paths = try ["one", "other"].map { try Self.bundle(TestGuest(), id: $0, folder) }
        func unpacked() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("cajon-") }.count
        }
        var preset = try store.document(paths[0]).resolve(using: store)
        for number in 1...10 {
            preset = try store.document(paths[number % 2]).resolve(using: store)
            store.keepBundles(of: preset)
            #expect(try unpacked() == 1)
            #expect(try store.descriptor(for: preset.nodes[0].reference).name == "guest")
            #expect(store.name(of: preset.nodes[0].reference) == paths[number % 2] + "/effects/guest.wasm")
        }
    }

    @Test("doesn't find what isn't there")
    func missing() throws {
        let store = try StagedEffects.store()
        for reference in [EffectReference.name("filtre"), .file("/nowhere/at/all.wasm")] {
            guard case .notFound? = Self.failure(store, reference) else {
                Issue.record("\(reference) was found")
                return
            }
        }
        let error = #expect(throws: EffectError.self) { try store.module(for: .name("filtre")) }
        #expect(error?.description.contains("filter") == true)
    }

    private static func failure(_ store: EffectStore, _ reference: EffectReference) -> EffectLookupFailure? {
        do throws(EffectLookupFailure) {
            _ = try store.descriptor(for: reference)
            return nil
        } catch {
            return error
        }
    }
}
