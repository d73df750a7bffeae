// What is locked is what the kernel says is locked.

import CTestSupport
import Foundation
import Realtime
import Testing

// The sanitizers leave `mlock` out.
@Suite("Locked pages", .enabled(if: !cajon_checks_threads()))
struct LockedPagesTests {
    /// Some pages of their own, whose neighbours are none of ours.
    private final class Pages {
        static let byteCount = Int(sysconf(Int32(_SC_PAGESIZE)))
        let base: UnsafeMutableRawPointer
        let count: Int

        init(_ count: Int) {
            self.count = count
            let whole = mmap(nil, (count + 2) * Self.byteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
            base = whole + Self.byteCount
            mprotect(base, count * Self.byteCount, PROT_READ | PROT_WRITE)
        }

        deinit { munmap(base - Self.byteCount, (count + 2) * Self.byteCount) }

        func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
        }

        /// How many of them are locked, by proc(5), `smaps`.
        func lockedCount() throws -> Int {
            let (start, end) = (UInt(bitPattern: base), UInt(bitPattern: base) + UInt(count * Self.byteCount))
            var isOurs = false
            var kilobytes = 0
            // Line by line: Foundation takes the kernel's short reads for the end of the file.
            let file = try #require(fopen("/proc/self/smaps", "r"))
            defer { fclose(file) }
            var buffer = [CChar](repeating: 0, count: 1_024)
            while fgets(&buffer, Int32(buffer.count), file) != nil {
                let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                let fields = line.split { $0 == " " || $0 == "\n" }
                guard !fields.isEmpty else { continue }
                let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                if ends.count == 2 { isOurs = ends[0] >= start && ends[1] <= end }
                if isOurs, fields[0] == "Locked:" { kilobytes += Int(fields[1]) ?? 0 }
            }
            return kilobytes * 1_024 / Self.byteCount
        }
    }

    @Test("are those on which the bytes lie, as long as their holder lives")
    func lifetime() throws {
        let (pages, memory) = (LockedPages(), Pages(6))
        let page = Pages.byteCount
        do {
            let locked = LockedMemory([memory.bytes(page + 5..<3 * page + 1)], pages: pages)
            #expect(try memory.lockedCount() == 3)
            #expect(pages.account.lockedByteCount == 3 * page)
            locked.add(memory.bytes(5 * page..<5 * page + 1))
            locked.add(memory.bytes(0..<0))
            #expect(try memory.lockedCount() == 4)
            withExtendedLifetime(locked) {}
        }
        #expect(try memory.lockedCount() == 0)
        #expect(pages.account == LockedPages.Account())
    }

    @Test("that several hold stay locked until the last lets go")
    func shared() throws {
        let (pages, memory) = (LockedPages(), Pages(4))
        let page = Pages.byteCount
        let first = LockedMemory([memory.bytes(0..<page + 1)], pages: pages)
        let second = LockedMemory([memory.bytes(page + 8..<3 * page)], pages: pages)
        #expect(pages.account.lockedByteCount == 3 * page)
        first.release()
        #expect(try memory.lockedCount() == 2)
        first.release()
        #expect(try memory.lockedCount() == 2)
        second.release()
        #expect(try memory.lockedCount() == 0)
        #expect(pages.account.lockedByteCount == 0)
    }

    @Test("that the system refuses are told of, and none of their part is held")
    func refused() throws {
        let (pages, memory) = (LockedPages(), Pages(3))
        let page = Pages.byteCount
        // Beyond the last page nothing may be read, so that page can't be had.
        let locked = LockedMemory([memory.bytes(2 * page..<3 * page + 1), memory.bytes(0..<page)], pages: pages)
        #expect(pages.account.refusal == ENOMEM)
        #expect(pages.account.refusedByteCount == 2 * page)
        #expect(pages.account.lockedByteCount == page)
        #expect(try memory.lockedCount() == 1)
        locked.release()
        #expect(pages.account.refusedByteCount == 0)
        #expect(try memory.lockedCount() == 0)
    }
}
