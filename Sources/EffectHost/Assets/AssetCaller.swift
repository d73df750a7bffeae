// The memory of an effect that has called for an asset: its arguments are read from there, and results go there by its
// own `cabi_realloc`. Valid during the call, on its thread; not on the audio thread.

import CanonicalABI
import WasmEngine

/// Reads and writes for one call.
struct AssetCaller: GuestMemory, ~Copyable {
    private let call: HostCall
    private let links: UnsafeMutablePointer<AssetLinks>

    /// - Parameter links: of an instance that is there and may use assets.
    init(_ call: HostCall, _ links: UnsafeMutablePointer<AssetLinks>) {
        self.call = call
        self.links = links
    }

    var view: LinearMemoryView { LinearMemoryView(call.bytes(of: links.pointee.memory!)) }

    mutating func reallocate(_ address: UInt32, oldByteCount: UInt32, alignment: UInt32, byteCount: UInt32)
        throws(CanonicalABIError) -> UInt32
    {
        let values = links.pointee.values
        values[0] = RawValue(u32: address)
        values[1] = RawValue(u32: oldByteCount)
        values[2] = RawValue(u32: alignment)
        values[3] = RawValue(u32: byteCount)
        // It is only to allocate.
        // SAFETY: the user data of an effect's store is its `GuestContext`.
        let guest = call.userData!.assumingMemoryBound(to: GuestContext.self)
        guest.pointee.mayCallOut = false
        let trap = call.call(links.pointee.allocator!, values, count: AssetLinks.valueCapacity)
        guest.pointee.mayCallOut = true
        if let trap {
            let report = trap.describe()
            links.pointee.failure = .trapped(report)
            throw CanonicalABIError(.allocationFailed(report.description), while: "calling cabi_realloc")
        }
        return values[0].u32
    }

    /// An argument that is text.
    func text(address: UInt32, byteCount: UInt32) throws(AssetLinks.Failure) -> String {
        do {
            return try view.loadString(address, length: byteCount)
        } catch {
            throw .brokeABI(error)
        }
    }

    /// Writes a result without lists where the effect wants it.
    mutating func put(_ value: Value, as type: CanonicalABI.ValueType, at address: UInt32) throws(AssetLinks.Failure) {
        do throws(CanonicalABIError) {
            try store(value, as: type, at: address)
        } catch {
            throw failure(error)
        }
    }

    /// Writes a result that is a list of numbers, straight to where the effect has made room.
    mutating func putList(
        count: Int, elementByteCount: Int, at address: UInt32, _ write: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(AssetLinks.Failure) {
        do throws(CanonicalABIError) {
            let byteCount = count * elementByteCount
            let list = try checkedAllocation(
                byteCount: byteCount, alignment: elementByteCount, "writing a list of \(count)")
            // SAFETY: the allocation was found to lie within memory as it is now.
            write(UnsafeMutableRawBufferPointer(rebasing: view.bytes[Int(list)..<Int(list) + byteCount]))
            try store(.members([.u32(list), .u32(UInt32(count))]), as: .tuple([.u32, .u32]), at: address)
        } catch {
            throw failure(error)
        }
    }

    /// What the allocator ran into says more than that it failed.
    private func failure(_ error: CanonicalABIError) -> AssetLinks.Failure { links.pointee.failure ?? .brokeABI(error) }
}
