// Where the user's own signing key lies. Any thread that may wait, any number of processes.

import EffectHost
import Foundation

/// A file with the secret half of a key: a line that says what it is, and 32 bytes in base64.
///
/// It is believed, and used, only if it is the user's own and nobody else can read it. There may be a link to it. What
/// was read isn't wiped from memory.
package struct SigningKeyFile: Sendable {
    package static let fileName = "signing-key"
    /// The first line, to the last byte; another format has another.
    private static let header = "Cajon signing key 1: keep it secret, whoever has it signs as you"
    private static let byteLimit = 1 << 12

    package let path: String

    package init(path: String) { self.path = path }

    /// In `$XDG_CONFIG_HOME/cajon`; nil without a home.
    package static func standard() -> SigningKeyFile? {
        DataDirectories.configuration.map { SigningKeyFile(path: "\($0)/\(fileName)") }
    }

    /// The one at this path, or else the standard one.
    ///
    /// Errors: `.noHome`.
    package static func chosen(_ path: String?) throws(SigningKeyError) -> SigningKeyFile {
        guard let file = path.map(SigningKeyFile.init(path:)) ?? standard() else {
            throw SigningKeyError(.noHome, path: fileName)
        }
        return file
    }

    // MARK: - Reading

    /// Errors: `.missing`, `.unreadable`, `.exposed`, `.malformed`; what is in the file is in none of them.
    package func read() throws(SigningKeyError) -> SigningKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw error(code == ENOENT || code == ENOTDIR ? .missing : .unreadable(Self.words(code)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw error(.unreadable("is no regular file"))
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else { throw error(.exposed) }
        guard status.st_size <= Self.byteLimit, let data = try? file.read(upToCount: Self.byteLimit) ?? Data() else {
            throw error(.malformed)
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0] == Self.header, lines[2].isEmpty,
            let seed = Data(base64Encoded: String(lines[1])), let key = SigningKey(seed: Array(seed))
        else { throw error(.malformed) }
        return key
    }

    // MARK: - Writing

    /// Makes a key, of the system's random source, and keeps it; others see the whole file or none.
    ///
    /// Errors: `.exists`, so that no key is ever overwritten; `.unwritable`.
    package func create() throws(SigningKeyError) -> SigningKey {
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw self.error(.unwritable("the folder can't be made: \(error.localizedDescription)"))
        }
        let key = SigningKey()
        let text = "\(Self.header)\n\(Data(key.seed).base64EncodedString())\n"
        let temporary = "\(folder)/.\(url.lastPathComponent).\(UUID().uuidString).new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error(.unwritable("can't be written: \(Self.words(errno))")) }
        defer { unlink(temporary) }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            try handle.close()
        } catch {
            close(file)
            throw self.error(.unwritable("can't be written: \(error.localizedDescription)"))
        }
        // A link takes no other's place, unlike a new name.
        guard link(temporary, path) == 0 else {
            let code = errno
            throw error(code == EEXIST ? .exists : .unwritable("can't be written: \(Self.words(code))"))
        }
        return key
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    private func error(_ kind: SigningKeyError.Kind) -> SigningKeyError { SigningKeyError(kind, path: path) }
}

/// Why a signing key can't be used or made.
package struct SigningKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// There is no such file.
        case missing
        /// The rest of a sentence.
        case unreadable(String)
        /// Others can read or write it, or it is somebody else's.
        case exposed
        case malformed
        /// There is a key already.
        case exists
        /// The rest of a sentence.
        case unwritable(String)
        /// There is no place for the user's own.
        case noHome
    }

    package let kind: Kind
    package let path: String

    package init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    package var description: String {
        switch kind {
        case .missing: "\(path): there is no signing key; ‘cajon keys new’ makes one"
        case .unreadable(let reason): "\(path): \(reason)"
        case .exposed:
            "\(path): others may read or write this signing key, or it is somebody else's, so it isn't used; "
                + "‘chmod 600’ makes it yours alone, and if others may have read it, ‘cajon keys new’ a new one"
        case .malformed: "\(path): is no signing key as ‘cajon keys new’ writes it"
        case .exists:
            "\(path): there is something already, and a signing key is never overwritten; move it away first, and keep "
                + "it: whoever trusts it has to be told of another"
        case .unwritable(let reason): "\(path): \(reason)"
        case .noHome: "there is no home for a signing key; set HOME or XDG_CONFIG_HOME, or name a file with --key"
        }
    }
}
