// The layout of values that compiled code reads and writes.
import CWasmtime
import Testing
import WasmEngine

@Suite struct RawValueTests {
    @Test func `a raw value has the layout of wasmtime's`() {
        #expect(MemoryLayout<RawValue>.size == MemoryLayout<wasmtime_val_raw_t>.size)
        #expect(MemoryLayout<RawValue>.stride == 16)
        #expect(MemoryLayout<RawValue>.alignment == MemoryLayout<wasmtime_val_raw_t>.alignment)
        let value = unsafeBitCast(RawValue(low: 0x4048_F5C3_8000_0001, high: 7), to: wasmtime_val_raw_t.self)
        #expect(value.i32 == Int32(bitPattern: 0x8000_0001))
        #expect(value.i64 == 0x4048_F5C3_8000_0001)
        #expect(value.v128.8 == 7)
        #expect(unsafeBitCast(RawValue(f32: 3.5), to: wasmtime_val_raw_t.self).f32 == 3.5)
        #expect(unsafeBitCast(RawValue(f64: -3.5), to: wasmtime_val_raw_t.self).f64 == -3.5)
    }

    @Test func `each type reads back as it was written`() {
        #expect(RawValue(i32: .min).i32 == .min)
        #expect(RawValue(u32: .max).u32 == .max)
        #expect(RawValue(i64: .min).i64 == .min)
        #expect(RawValue(u64: .max).u64 == .max)
        #expect(RawValue(f32: -.infinity).f32 == -.infinity)
        #expect(RawValue(f64: .leastNonzeroMagnitude).f64 == .leastNonzeroMagnitude)
        #expect(RawValue(i32: -1).low == 0xFFFF_FFFF)
    }
}
