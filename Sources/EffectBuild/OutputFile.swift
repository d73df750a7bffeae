// Writes a finished file. Any thread; different files at once.

package import Foundation

/// Where a module goes.
package enum OutputFile {
    /// Writes a file that appears whole or not at all; one of that name stays as it is when that fails.
    ///
    /// A link is followed. What is no regular file, as a device or a pipe, is written to and stays what it is.
    /// - Throws: `cannotWrite`.
    package static func write(_ bytes: Data, to output: URL, permissions: Int = 0o644) throws(EffectBuildError) {
        let target = output.resolvingSymlinksInPath()
        func refuse(_ reason: String) -> EffectBuildError {
            EffectBuildError(.cannotWrite(path: output.relativePath, reason: reason))
        }
        var information = stat()
        let exists = stat(target.path, &information) == 0
        if exists, information.st_mode & S_IFMT == S_IFDIR { throw refuse("it is a folder") }
        let folder = target.deletingLastPathComponent().path
        guard exists || FileManager.default.fileExists(atPath: folder) else {
            throw refuse("there is no folder \(folder)")
        }
        do {
            if exists, information.st_mode & S_IFMT != S_IFREG {
                let file = try FileHandle(forWritingTo: target)
                try file.write(contentsOf: bytes)
                try file.close()
            } else {
                try bytes.write(to: target, options: .atomic)
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: target.path)
            }
        } catch {
            throw refuse(Self.reason(of: error))
        }
    }

    /// What the system said, rather than what Foundation makes of it.
    private static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}
