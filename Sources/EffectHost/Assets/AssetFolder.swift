// A folder that names can't leave, and the files in it. Any thread but the audio thread.

import CFiles
import Glibc

/// A granted folder, held open: it stays the one that was granted, whatever its path comes to mean.
package final class AssetFolder: Sendable {
    /// As it was given, for people; effects never see it.
    package let path: String
    private let descriptor: Int32
    /// Whether to do without openat2(2), for tests.
    private let walks: Bool

    /// - Parameters:
    ///   - followsLink: whether the path may be a link. One beside a stranger's effect may not: it could lead anywhere.
    ///   - walks: opens files as on kernels that have no openat2(2).
    ///
    /// Errors: there is no such folder, or it may not be opened.
    package init(_ path: String, followsLink: Bool = true, walks: Bool = false) throws(AssetFolderError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
        let descriptor = Glibc.open(path, flags)
        guard descriptor >= 0 else { throw AssetFolderError(path: path, code: errno) }
        self.path = path
        self.descriptor = descriptor
        self.walks = walks
    }

    deinit { close(descriptor) }

    /// The folder of an effect's own assets: `X.assets` beside `X.wasm`. Nil when there is none.
    package static func beside(_ effectPath: String) -> AssetFolder? {
        guard effectPath.hasSuffix(".wasm") else { return nil }
        return try? AssetFolder(effectPath.dropLast(".wasm".count) + ".assets", followsLink: false)
    }

    /// Opens a regular file, and nothing else: no link, no device, no pipe, nothing on another file system.
    ///
    /// Errors: `.notFound`, `.unreadable`.
    package func open(_ name: AssetName) throws(AssetRefusal) -> AssetFile {
        let file = cajon_open_beneath(descriptor, name.text, walks)
        guard file >= 0 else { throw Self.refusal(name, errno) }
        return try AssetFile(name, descriptor: file)
    }

    private static func refusal(_ name: AssetName, _ code: Int32) -> AssetRefusal {
        func refuse(_ kind: AssetRefusal.Kind, _ words: String) -> AssetRefusal {
            AssetRefusal(kind, "asset ‘\(name)’ \(words)")
        }
        switch code {
        case ENOENT, ENOTDIR: return refuse(.notFound, "is not there")
        case ENAMETOOLONG: return refuse(.notFound, "is not there: no file can have such a name")
        case ELOOP: return refuse(.unreadable, "is a symbolic link, or behind one, and links are not followed")
        case EXDEV: return refuse(.unreadable, "lies on another file system than its folder")
        case EISDIR: return refuse(.unreadable, "is a folder")
        case EINVAL: return refuse(.unreadable, "is no regular file")
        case ESTALE: return refuse(.unreadable, "was exchanged while it was being opened")
        default: return refuse(.unreadable, "can't be opened: \(String(cString: strerror(code)))")
        }
    }
}

/// A folder that can't be granted.
package struct AssetFolderError: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// An errno.
    package let code: Int32

    package var description: String {
        "\(printable(path)): can't be opened as a folder: \(String(cString: strerror(code)))"
    }
}

/// A file descriptor, closed by whoever has it last. Not nested in what owns it: an optimised build loses a private type that
/// another module's code has to destroy.
package struct OwnedDescriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    consuming func take() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// A regular file, open for reading.
package struct AssetFile: ~Copyable {
    package let name: AssetName
    /// When it was opened.
    package let byteCount: Int
    private let descriptor: OwnedDescriptor

    /// Takes the descriptor over.
    fileprivate init(_ name: AssetName, descriptor: Int32) throws(AssetRefusal) {
        let owned = OwnedDescriptor(descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            throw AssetRefusal(.unreadable, "asset ‘\(name)’ can't be read: \(String(cString: strerror(code)))")
        }
        self.name = name
        self.descriptor = owned
        byteCount = Int(status.st_size)
    }

    /// Gives the descriptor away, to be closed by who takes it.
    package consuming func takeDescriptor() -> Int32 { descriptor.take() }

    /// As many bytes as it had when it was opened, or fewer if it has been cut since.
    ///
    /// Errors: `.unreadable`.
    package func read() throws(AssetRefusal) -> [UInt8] {
        let (wanted, number) = (byteCount, descriptor.number)
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                // SAFETY: the buffer holds `wanted` bytes, `count` of them read.
                let got = Glibc.read(number, buffer.baseAddress! + count, wanted - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                guard got > 0 else { break }
                count += got
            }
        }
        guard code == 0 else {
            throw AssetRefusal(.unreadable, "asset ‘\(name)’ can't be read: \(String(cString: strerror(code)))")
        }
        return bytes
    }
}
