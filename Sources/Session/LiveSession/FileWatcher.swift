// Tells when files change, so that what was made from them can be made anew. The event loop's thread.

import Control
import Foundation

/// Watches files by their folders, as editors replace a file rather than write to it.
final class FileWatcher {
    /// After a change so long is waited for another: editors rename, write and touch in one go.
    private static let settlingMilliseconds = 3.0

    private let loop: EventLoop
    private let descriptor: Int32
    private let onChange: (Set<String>) -> Void
    private var registration: EventLoop.Registration?
    private var settling: EventLoop.Registration?
    /// By watch: the folder, and by name in it the paths as they were given.
    private var folders: [Int32: [String: String]] = [:]
    private var changed: Set<String> = []

    /// - Parameter onChange: gets the paths that changed, as they were given.
    /// - Throws: the system has no watch to give.
    init(loop: EventLoop, onChange: @escaping (Set<String>) -> Void) throws(ControlError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw ControlError(.unavailable, "files can't be watched: \(String(cString: strerror(errno)))")
        }
        self.loop = loop
        self.onChange = onChange
        registration = loop.watch(descriptor, for: .readable) { [weak self] _ in self?.readEvents() }
    }

    deinit {
        registration?.cancel()
        settling?.cancel()
        close(descriptor)
    }

    /// Watches these files from now on, and no others. One that can't be watched is left out.
    func watch(_ paths: Set<String>) {
        var next: [Int32: [String: String]] = [:]
        for path in paths {
            let url = URL(filePath: path).standardizedFileURL
            let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE)
            // The same folder gives the same watch.
            let watch = inotify_add_watch(descriptor, url.deletingLastPathComponent().path, mask)
            guard watch >= 0 else { continue }
            next[watch, default: [:]][url.lastPathComponent] = path
        }
        for watch in folders.keys where next[watch] == nil { inotify_rm_watch(descriptor, watch) }
        folders = next
    }

    private func readEvents() {
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { break }
            bytes[..<count].withUnsafeBytes { events in
                var offset = 0
                let headerSize = MemoryLayout<inotify_event>.size
                while offset + headerSize <= events.count {
                    // SAFETY: the kernel writes whole events: a header, and as many bytes of name as it says.
                    let event = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    let nameStart = offset + headerSize
                    let nameEnd = min(nameStart + Int(event.len), events.count)
                    let name = String(decoding: events[nameStart..<nameEnd].prefix { $0 != 0 }, as: UTF8.self)
                    note(event, name)
                    offset = nameEnd
                }
            }
        }
        guard !changed.isEmpty else { return }
        settling?.cancel()
        settling = loop.after(milliseconds: Self.settlingMilliseconds) { [weak self] in
            guard let self else { return }
            let changed = changed
            self.changed = []
            onChange(changed)
        }
    }

    private func note(_ event: inotify_event, _ name: String) {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // Too much happened to be told: anything may have changed.
            for names in folders.values { changed.formUnion(names.values) }
        } else if let path = folders[event.wd]?[name] {
            // A file that is made is empty until it is written; a link is whole at once.
            if event.mask & UInt32(IN_CREATE) == 0 || isLink(path) { changed.insert(path) }
        }
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
