// Every error that ends a command, with what it says and the status it ends with.

import ArgumentParser
import AudioIO
import Bindings
import Bundles
import ComponentModel
import Control
import Downloads
import EffectBuild
import EffectHost
import Presets
import Realtime
import Session
import Snapshot
import WIT

/// An error as the user meets it.
struct Failure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: RenderError) {
        switch error.kind {
        case .file(let error): self.init(error)
        case .effect(let node, let error): self.init(Self.status(of: error), "node ‘\(node)’: \(error)")
        case .graph(let error): self.init(.badData, "\(error)")
        case .fault(let fault):
            self.init(.effectFailed, "\(fault); nothing was written (--on-fault bypass would go on without it)")
        case .scratch(let error): self.init(error)
        case .tooSlow, .setUpTooSlow: self.init(.effectFailed, error.description)
        case .tooMuchMemory: self.init(.badData, error.description)
        }
    }

    init(_ error: LiveSessionError) {
        switch error {
        case .device(let error): self.init(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.description)
        case .file(let error): self.init(error)
        case .preset(let error): self.init(Self.status(of: error), error.description)
        case .library(let error): self.init(Self.status(of: error), error.description)
        case .render(let error): self.init(error)
        case .control(let error): self.init(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.description)
        case .thread(let error): self.init(.unavailable, error.description)
        }
    }

    init(_ error: AudioIOError) {
        self.init(ExitStatus(rawValue: error.exitStatus) ?? .ioError, error.description)
    }

    init(_ error: DeviceError) {
        self.init(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.description)
    }

    init(_ error: LatencyError) {
        self.init(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.description)
    }

    init(_ error: BindingsError, in wit: String) {
        switch error.kind {
        case .invalidPrefix, .noSuchInterface: self.init(.usage, error.description)
        case .noSuchWorld: self.init(.badData, "\(wit): \(error)")
        }
    }

    init(_ error: PackingError) {
        switch error.kind {
        case .unreadable: self.init(.noInput, error.description)
        case .refused: self.init(.badData, error.description)
        case .preset(let preset): self.init(Self.status(of: preset), error.description)
        case .effect(let effect): self.init(Self.status(of: effect), error.description)
        case .bundle(let bundle): self.init(Self.status(of: bundle), error.description)
        }
    }

    /// Takes any error of the layers below. Others are a defect of ours, and say so.
    init(_ error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as RenderError: self.init(error)
        case let error as LiveSessionError: self.init(error)
        case let error as LatencyError: self.init(error)
        case let error as AudioIOError: self.init(error)
        case let error as DeviceError: self.init(error)
        case let error as EffectError: self.init(Self.status(of: error), error.description)
        case let error as EffectBuildError: self.init(Self.status(of: error), error.description)
        case let error as ComponentModelError: self.init(.badData, error.description)
        case let error as WITError: self.init(Self.status(of: error), error.description)
        case let error as SnapshotError: self.init(Self.status(of: error), error.description)
        case let error as ControlError:
            self.init(ExitStatus(rawValue: error.exitStatus) ?? .unavailable, error.message)
        case let error as ShelfError: self.init(Self.status(of: error), error.description)
        case let error as DownloadError: self.init(Self.status(of: error), error.description)
        case let error as BookError: self.init(.ioError, error.description)
        case let error as KeyError: self.init(Self.status(of: error), error.description)
        case let error as SigningKeyError: self.init(Self.status(of: error), error.description)
        case let error as PresetError: self.init(Self.status(of: error), error.description)
        case let error as ImportError: self.init(Self.status(of: error), error.description)
        case let error as LibraryError: self.init(Self.status(of: error), error.description)
        case let error as PackingError: self.init(error)
        case let error as BundleError: self.init(Self.status(of: error), error.description)
        default: self.init(.effectFailed, "unexpected error: \(error)")
        }
    }

    private static func status(of error: EffectError) -> ExitStatus {
        switch error.kind {
        case .notFound, .unreadable: .noInput
        case .tooLarge, .invalidModule, .uncompilable, .invalidKernel, .contractBroken, .assetsNotGranted,
            .invalidDescriptor, .invalidRenames, .ambiguousName, .invalidManifest, .script, .faust,
            .faustCompilation:
            .badData
        case .fault: .effectFailed
        case .hostFailure, .noScriptEngine, .noFaustCompiler, .noFaustRuntime, .notRealtime: .unavailable
        }
    }

    private static func status(of error: ShelfError) -> ExitStatus {
        switch error.kind {
        case .unreadable, .unknownShelf, .notOnShelf: .noInput
        case .unreachable, .noHome: .unavailable
        case .unwritable, .book: .ioError
        case .staleSerial, .ambiguous, .tooManyShelves: .usage
        case .malformed, .newerFormat, .tooLarge, .wrongSignature, .keyChanged, .exchanged, .rolledBack, .equivocated,
            .differs, .bundle, .foreignIndex:
            .badData
        }
    }

    /// An address that may not be asked is wrong usage; all else is the network's or the server's doing.
    private static func status(of error: DownloadError) -> ExitStatus {
        if case .address = error.kind { .usage } else { .unavailable }
    }

    private static func status(of error: KeyError) -> ExitStatus {
        switch error.kind {
        case .changed, .unsigned: .badData
        case .book: .ioError
        case .notAFingerprint: .usage
        }
    }

    private static func status(of error: SigningKeyError) -> ExitStatus {
        switch error.kind {
        case .missing, .unreadable: .noInput
        case .malformed: .badData
        case .exposed, .exists, .unwritable: .ioError
        case .noHome: .unavailable
        }
    }

    private static func status(of error: BundleError) -> ExitStatus {
        switch error.kind {
        case .file: .noInput
        case .preset(let error): status(of: error)
        default: .badData
        }
    }

    /// A preset that isn't there is no input; one that is wrong is bad data.
    private static func status(of error: PresetError) -> ExitStatus {
        error.problems.allSatisfy { $0.kind == .unreadable } ? .noInput : .badData
    }

    private static func status(of error: ImportError) -> ExitStatus {
        if case .unreadable = error.kind { .noInput } else { .badData }
    }

    private static func status(of error: LibraryError) -> ExitStatus {
        switch error.kind {
        case .noHome, .otherContent, .otherAuthor, .otherKey, .presetName: .unavailable
        case .folder: .ioError
        case .invalidName: .usage
        case .notInstalled: .noInput
        case .damaged: .badData
        case .bundle(let error): status(of: error)
        case .key(let error): status(of: error)
        case .preset(let error): status(of: error)
        }
    }

    private static func status(of error: EffectBuildError) -> ExitStatus {
        switch error.kind {
        case .noSource: .noInput
        case .notAnEffect, .mixedLanguages, .toolFailed, .foreignImports, .noMain, .missingExports, .contractBroken,
            .badRenames:
            .badData
        case .incompleteSDK, .missingTool, .missingLibc, .toolCrashed, .malformedModule: .unavailable
        case .cannotWrite: .ioError
        }
    }

    private static func status(of error: WITError) -> ExitStatus {
        switch error.kind {
        case .unreadable, .noFiles: .noInput
        default: .badData
        }
    }

    private static func status(of error: SnapshotError) -> ExitStatus {
        switch error.kind {
        case .duplicateRename: .usage
        case .failed, .invalidOutput: .effectFailed
        default: .badData
        }
    }

    /// Runs a command's work; an error is printed to standard error, and becomes the exit status.
    static func reporting<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let status as ExitCode {
            // What there was to say has been said.
            throw status
        } catch {
            let failure = Failure(error)
            Terminal.say("cajon: \(failure.message)")
            throw failure.status.code
        }
    }
}
