// The effects under test, each built once for the whole run.
import EffectBuild
import Foundation
import Synchronization
import TestSupport

enum BuiltEffects {
    static let effects = URL(filePath: Stage.root + "/Effects")
    static let sdk = effects.appendingPathComponent("SDK")

    static func builder() throws -> EffectBuilder {
        try EffectBuilder(sdk: sdk, toolchain: Toolchain.find())
    }

    /// A shipped or example effect as native code, with the SDK's assertions on.
    static func native(_ path: String) throws -> NativeEffect {
        try libraries.load(key: path) { library in
            _ = try builder().build(
                source: effects.appendingPathComponent(path), output: library, target: .checkedNative)
        }
    }

    /// An effect written for a test.
    static func native(fixture source: String, language: String = "swift") throws -> NativeEffect {
        try libraries.load(key: source) { library in
            let folder = try TemporaryFolder()
            let file = try folder.write(source, "Fixture.\(language)")
            _ = try builder().build(source: URL(filePath: file), output: library, target: .checkedNative)
        }
    }

    private static let libraries = Libraries()
}

/// Built libraries by what they were built from. A library's globals are its effect, so every effect a test asks for is
/// a copy of the file, which the loader takes for another library.
private final class Libraries: Sendable {
    private let built = Mutex<[String: Result<URL, any Error>]>([:])
    private let folder = try? TemporaryFolder()

    func load(key: String, build: (URL) throws -> Void) throws -> NativeEffect {
        guard let folder else { throw CocoaError(.fileWriteUnknown) }
        let library = try built.withLock { built in
            if let known = built[key] { return try known.get() }
            let library = URL(filePath: folder.file("\(UUID().uuidString).so"))
            let result = Result {
                try build(library)
                return library
            }
            built[key] = result
            return try result.get()
        }
        let copy = URL(filePath: folder.file("\(UUID().uuidString).so"))
        try FileManager.default.copyItem(at: library, to: copy)
        return try NativeEffect(copy)
    }
}
