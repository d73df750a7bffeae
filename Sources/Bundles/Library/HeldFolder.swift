// A folder of one bundle that somebody works with, and that nobody takes away meanwhile. Immutable but for its end; any
// thread.

import EffectHost
import Foundation
import Synchronization

/// Holds a lock on a folder for as long as it lives: alone while the folder is being made, shared while it is being
/// used.
///
/// The lock goes with the descriptor, so it ends with the process, however that ends.
package final class HeldFolder: Sendable {
    /// Where the folder was when it was taken hold of. It may have been renamed since, and another have its place.
    let place: String
    private let descriptor: Int32
    private let isLeft: Atomic<Bool>
    private let scratch: ScratchFolder?

    /// By which this process, and no other, reaches the folder that is held, whatever comes to be at its place.
    package var path: String { DescriptorPath.path(of: descriptor) }

    /// - Parameters:
    ///   - place: where the folder is.
    ///   - descriptor: the folder, open and locked; closed with this object.
    ///   - isTemporary: whether the folder is removed with this object, unless it was left.
    init(at place: String, descriptor: Int32, isTemporary: Bool) {
        self.place = place
        self.descriptor = descriptor
        isLeft = Atomic(!isTemporary)
        scratch = nil
    }

    /// A folder for the time being, which goes away with this object.
    ///
    /// Errors: it can't be opened.
    init(_ scratch: ScratchFolder) throws(LibraryError) {
        place = scratch.path
        descriptor = open(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        isLeft = Atomic(true)
        self.scratch = scratch
        guard descriptor >= 0 else { throw .system(errno, "the folder can't be opened", path: place) }
    }

    deinit {
        // Only this object's owner is here, so the order of the load doesn't matter.
        if !isLeft.load(ordering: .relaxed) { try? FileManager.default.removeItem(atPath: place) }
        if descriptor >= 0 { close(descriptor) }
    }

    /// The last part of its place.
    var name: String { place.split(separator: "/").last.map(String.init) ?? "" }

    /// What was being made is whole, and stays; others may use it.
    func leave() {
        isLeft.store(true, ordering: .relaxed)
        // A lock that changes is let go of first; whoever would take it then waits for the shelf's own.
        flock(descriptor, LOCK_SH)
    }

    /// Whether the same folder still lies at a place, not followed if that is a link.
    func isAt(_ path: String) -> Bool {
        var here = stat()
        var there = stat()
        return fstat(descriptor, &here) == 0 && lstat(path, &there) == 0
            && here.st_dev == there.st_dev && here.st_ino == there.st_ino
    }

    /// Whether it is this user's, and nobody else's to read or write.
    var isPrivate: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// When it was used last, as far as `markUsed` has noted it, in seconds since 1970.
    var usedAt: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_mtim.tv_sec : 0
    }

    /// Notes that it is used; once a day is enough to know, and costs no write at every start.
    func markUsed() {
        if time(nil) - usedAt > Self.secondsPerDay { futimens(descriptor, nil) }
    }

    private static let secondsPerDay = 86_400
}
