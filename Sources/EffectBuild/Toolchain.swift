// Finds the compilers, the linker and the C library that effects are built with. Any thread.

package import Foundation

/// The programs and libraries a build needs, found once.
package struct Toolchain: Sendable {
    package let swiftc: URL
    package let clang: URL
    package let wasmLinker: URL
    /// wasi-libc: malloc, memcpy and elementary maths for effects.
    let libc: URL
    let libcHeaders: URL
    /// The compiler's own helpers, such as 128-bit multiplication. Few effects need them, so they may be missing.
    let builtins: URL?

    /// Looks for swiftc on PATH, for clang and wasm-ld beside it or on PATH, and for wasi-libc below a system root.
    ///
    /// - Parameters:
    ///   - searchPath: folders separated by colons; nil for this process's PATH.
    ///   - systemRoot: where Debian's packages put their files.
    /// - Throws: `missingTool`, `missingLibc`.
    package static func find(
        searchPath: String? = nil, systemRoot: URL = URL(fileURLWithPath: "/usr")
    ) throws(EffectBuildError) -> Toolchain {
        let path = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
        let swiftc = try find("swiftc", in: folders, from: "the Swift 6.3 toolchain, from swift.org")
        // A distribution's clang may be older than the toolchain's and know other flags, so the one beside swiftc is
        // preferred. swiftc on PATH may be a link into the toolchain.
        let beside = swiftc.resolvingSymlinksInPath().deletingLastPathComponent()
        let clang = try find(
            "clang", in: [beside] + folders, from: "the Swift 6.3 toolchain, or Debian's package clang")
        let wasmLinker = try find(
            "wasm-ld", in: [beside] + folders, from: "the Swift 6.3 toolchain, or Debian's package lld")

        let libc = systemRoot.appendingPathComponent("lib/wasm32-wasi/libc.a")
        let headers = systemRoot.appendingPathComponent("include/wasm32-wasi")
        for file in [libc, headers.appendingPathComponent("stdlib.h")]
        where !FileManager.default.isReadableFile(atPath: file.path) {
            throw EffectBuildError(.missingLibc(expectedAt: file.path))
        }
        return Toolchain(
            swiftc: swiftc, clang: clang, wasmLinker: wasmLinker, libc: libc, libcHeaders: headers,
            builtins: findBuiltins(systemRoot))
    }

    private static func find(
        _ name: String, in folders: [URL], from package: String
    ) throws(EffectBuildError) -> URL {
        for folder in folders {
            let file = folder.appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        }
        throw EffectBuildError(.missingTool(name: name, package: package))
    }

    /// Debian's libclang-rt-*-dev-wasm32 puts them below the version of clang it belongs to; any version will do.
    private static func findBuiltins(_ systemRoot: URL) -> URL? {
        let library = systemRoot.appendingPathComponent("lib")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
        for name in names.filter({ $0.hasPrefix("llvm-") }).sorted() {
            let clangs = library.appendingPathComponent(name).appendingPathComponent("lib/clang")
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: clangs.path)) ?? []
            for version in versions.sorted() {
                let file = clangs.appendingPathComponent(version)
                    .appendingPathComponent("lib/wasi/libclang_rt.builtins-wasm32.a")
                if FileManager.default.isReadableFile(atPath: file.path) { return file }
            }
        }
        return nil
    }
}
