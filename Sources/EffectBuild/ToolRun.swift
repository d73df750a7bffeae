// Runs one program of the toolchain to its end. Blocks the calling thread.

import Foundation

enum ToolRun {
    /// Runs a program and returns what it wrote to standard output and standard error.
    ///
    /// What it writes goes to a file, so that any amount of it can neither block the program nor this one.
    /// - Throws: `toolFailed` when it ends with a status other than 0; `toolCrashed` when it can't be started or is
    ///   ended by a signal.
    static func run(_ tool: URL, _ arguments: [String], log: URL) throws(EffectBuildError) -> String {
        let name = tool.lastPathComponent
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        // swiftc leaves a folder behind in the temporary one.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["TMPDIR": log.deletingLastPathComponent().path]) { $1 }
        do {
            try Data().write(to: log)
            let handle = try FileHandle(forWritingTo: log)
            defer { try? handle.close() }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = handle
            process.standardError = handle
            try process.run()
            process.waitUntilExit()
        } catch {
            throw EffectBuildError(.toolCrashed(tool: name, reason: error.localizedDescription))
        }
        let output = (try? Data(contentsOf: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        // Where its intermediate files lie is nobody's business.
        let said = output.replacing(log.deletingLastPathComponent().path + "/", with: "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationReason == .exit else {
            throw EffectBuildError(.toolCrashed(tool: name, reason: "ended by signal \(process.terminationStatus)"))
        }
        guard process.terminationStatus == 0 else {
            throw EffectBuildError(.toolFailed(tool: name, status: process.terminationStatus, output: said))
        }
        return said
    }
}
