// The one function that an effect may call: `write` of the contract's `log`. Runs wherever the effect runs, so it
// neither allocates nor locks.

import CanonicalABI
import WasmEngine

extension EffectInstance {
    /// Puts the message into the store's log. A bad level, address or text is a trap, as the canonical ABI demands.
    static let logFunction = HostFunction(
        module: EffectContract.logInterface, name: "write",
        signature: FunctionSignature([.i32, .i32, .i32]),
        body: { userData, call, values, _ in
            EffectInstance.writeLog(
                userData, call, level: values[0].u32, address: values[1].u32, byteCount: values[2].u32)
        })

    @_noLocks
    private static func writeLog(
        _ userData: UnsafeMutableRawPointer?, _ call: HostCall, level: UInt32, address: UInt32, byteCount: UInt32
    ) -> Bool {
        // SAFETY: the store's user data is the effect's context.
        guard level < 4, byteCount <= EffectLog.longestText,
            let guest = userData?.assumingMemoryBound(to: GuestContext.self),
            guest.pointee.mayCallOut, let memory = GuestContext.memory(of: guest, call),
            LinearMemoryView.holdsText(address: address, byteCount: byteCount, memory: memory)
        else { return false }
        // SAFETY: the text was just found to lie within memory.
        let text = (memory.baseAddress! + Int(address)).assumingMemoryBound(to: UInt8.self)
        guest.pointee.log
            .append(level: UInt8(truncatingIfNeeded: level), bytes: text, count: Int(byteCount))
        return true
    }
}
