// What is said of where a snapshot's bytes come from.
import Snapshot
import Testing
import WasmBinary

@Suite struct SnapshotReportTests {
    @Test func `bytes are told by section, memory, segment and page`() throws {
        let snapshot = try Subject.snapshot(
            """
            (module (memory 1) (memory 1) (global (mut i32) (i32.const 0)) (global (mut i32) (i32.const 0))
              (table $t 3 funcref)
              (func $init (export "wizer-initialize")
                (drop (memory.grow 0 (i32.const 1)))
                (table.set $t (i32.const 1) (ref.func $init))
                (memory.fill 0 (i32.const 65500) (i32.const 1) (i32.const 100))
                (i32.store8 0 (i32.const 10) (i32.const 1)) (i32.store8 0 (i32.const 14) (i32.const 1))
                (i32.store8 1 (i32.const 7) (i32.const 1))))
            """)
        let report = SnapshotReport(snapshot)
        #expect(report.bytes == snapshot.bytes.count)
        #expect(report.sections.reduce(8) { $0 + $1.bytes } == report.bytes)
        #expect(report.globals == 2)
        #expect(
            report.memories == [
                .init(memory: 0, pages: 2, segments: 2, bytes: 105, zeroBytes: 3),
                .init(memory: 1, pages: 1, segments: 1, bytes: 1, zeroBytes: 0),
            ])
        #expect(report.tables == [.init(table: 0, elements: 3, functions: 1)])
        #expect(report.largestSegments.map(\.bytes) == [100, 5, 1])
        #expect(report.largestSegments[0].address == 65_500)
        #expect(
            report.segmentPages == [
                .init(memory: 0, page: 0, bytes: 41), .init(memory: 0, page: 1, bytes: 64),
                .init(memory: 1, page: 0, bytes: 1),
            ])
    }
}
