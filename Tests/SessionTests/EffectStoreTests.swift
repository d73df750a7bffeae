// Effects by name and by file.

import EffectHost
import EffectTestSupport
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
