// The compilers and the library that guests are built with: found, not installed. Any thread.

import Foundation

/// Where the tools lie.
struct Toolchain {
    let swiftCompiler: String
    /// Of the Swift toolchain: Debian's own may lack the WebAssembly back end.
    let clang: String
    let wasmLinker: String

    /// wasi-libc, for `malloc`, `memcpy` and the like; nothing of it that would call the system gets linked.
    static let libraryFolder = "/usr/lib/wasm32-wasi"
    static let headerFolder = "/usr/include/wasm32-wasi"

    /// Errors: `.missingTool`.
    init() throws(EffectBuildError) {
        swiftCompiler = try Self.find("swiftc", package: "the Swift toolchain; put its usr/bin on PATH")
        // `swiftc` may be a link into the toolchain, beside which the others lie.
        let folder = URL(filePath: swiftCompiler).resolvingSymlinksInPath().deletingLastPathComponent().path
        clang = try Self.find("clang", beside: folder, package: "the Swift toolchain")
        wasmLinker = try Self.find("wasm-ld", beside: folder, package: "the Swift toolchain, or Debian's lld")
        guard FileManager.default.fileExists(atPath: Self.library) else {
            throw EffectBuildError(.missingTool(Self.library, package: "Debian's package wasi-libc"))
        }
    }

    static var library: String { "\(libraryFolder)/libc.a" }

    private static func find(_ name: String, beside folder: String? = nil, package: String) throws(EffectBuildError)
        -> String
    {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = [folder].compactMap(\.self) + path.split(separator: ":").map(String.init)
        for folder in folders {
            let candidate = "\(folder)/\(name)"
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        throw EffectBuildError(.missingTool(name, package: package))
    }
}

/// A tool's run.
enum Tool {
    /// Runs a tool and waits for it; its output is an error's text.
    ///
    /// - Parameter folder: where it runs; nil is the working folder.
    static func run(_ tool: String, _ arguments: [String], in folder: URL? = nil) throws(EffectBuildError) {
        let name = URL(filePath: tool).lastPathComponent
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw EffectBuildError(.toolFailed(name, output: error.localizedDescription))
        }
        // Read before waiting: a full pipe would hold the tool up for ever.
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, process.terminationReason == .exit else {
            let text = String(decoding: output, as: UTF8.self)
            throw EffectBuildError(
                .toolFailed(name, output: text.isEmpty ? "status \(process.terminationStatus)" : text))
        }
    }
}
