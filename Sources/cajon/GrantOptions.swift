// What effects are granted: by option, or by their user when asked.

import ArgumentParser
import EffectHost
import Foundation
import Session
import Synchronization

/// `--grant`.
struct GrantOptions: ParsableArguments {
    @Option(
        name: .customLong("grant"),
        help: ArgumentHelp(
            "Let effects that ask for it read the sounds and data in a folder.", valueName: "assets=folder"))
    var grants: [String] = []

    func validate() throws { _ = try folder }

    /// The folder of `assets=`; nil when there is none.
    private var folder: String? {
        get throws {
            var folder: String?
            for grant in grants {
                let parts = grant.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0] == "assets", !parts[1].isEmpty else {
                    throw ValidationError("--grant \(grant): expected assets=FOLDER")
                }
                guard folder == nil else {
                    throw ValidationError("--grant assets= is given twice; it takes one folder")
                }
                folder = String(parts[1])
            }
            return folder
        }
    }

    /// What the loader is to grant.
    ///
    /// - Parameter consent: who is asked about effects that the options grant nothing; nil asks nobody.
    ///
    /// Errors: `.noInput` when the folder can't be opened.
    func effectGrants(_ consent: GrantConsent? = nil) throws -> EffectGrants {
        let granted: AssetFolder?
        do {
            granted = try folder.map { try AssetFolder($0) }
        } catch let error as AssetFolderError {
            throw Failure(.noInput, "--grant assets=\(error)")
        }
        return EffectGrants.files(in: granted).remembering(
            in: .standard(), ask: { consent?.ask($0) }, warn: { Terminal.say("cajon: \($0)") })
    }
}

/// Asks at the terminal whether an effect may have what it wants. Any thread; one question at a time.
final class GrantConsent: Sendable {
    private struct State {
        var isOpen = Terminal.canAsk
        /// Contents that got a no: the same isn't asked twice.
        var refused: Set<String> = []
    }

    private let state = Mutex(State())

    /// The terminal is somebody else's from now on: nobody is asked any more.
    func close() { state.withLock { $0.isOpen = false } }

    /// The folder that the user names, as an absolute path; nil when nobody was asked, and for a no.
    func ask(_ request: GrantRequest) -> String? {
        state.withLock { state in
            guard state.isOpen, !state.refused.contains(request.contentHash) else { return nil }
            Terminal.say(
                """
                Effect ‘\(printable(request.effect))’ asks for sounds and data, by name.
                In a folder that you name, it can read what lies there and below, and nothing
                else. You are asked again when the effect changes; see ‘cajon grants’.
                """)
            Terminal.write("Folder (empty for no): ")
            guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else {
                state.refused.insert(request.contentHash)
                return nil
            }
            return URL(filePath: Self.expandingHome(in: line)).standardizedFileURL.path
        }
    }

    /// A path that begins with `~`, as a shell would read it.
    private static func expandingHome(in path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] else {
            return path
        }
        return home + path.dropFirst()
    }
}
