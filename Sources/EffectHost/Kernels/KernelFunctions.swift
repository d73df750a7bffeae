// What a script's engine imports to reach its kernels: Effects/wit/kernels.wit. Runs on the thread that runs the effect.

import WasmBinary
import WasmEngine

/// The functions of `cajon:script/kernels`.
///
/// Without kernels, `call` and `fetch` answer -1 and `drop` does nothing, so they are granted to every effect.
enum KernelFunctions {
    static let moduleName = "cajon:script/kernels@0.1.0"

    static let call = HostFunction(
        module: moduleName, name: "call",
        signature: FunctionSignature([.i32, .i32, .i32, .i32, .i32, .i32], [.i32]),
        body: { userData, call, values, _ in KernelFunctions.run(userData, call, values) })

    static let fetch = HostFunction(
        module: moduleName, name: "fetch", signature: FunctionSignature([.i32, .i32, .i32], [.i32]),
        body: { userData, call, values, _ in KernelFunctions.fetch(userData, call, values) })

    static let drop = HostFunction(
        module: moduleName, name: "drop", signature: FunctionSignature([.i32, .i32, .i32]),
        body: { userData, call, values, _ in KernelFunctions.drop(userData, call, values) })

    static let all = [call, fetch, drop, ModuleFunctions.operate]

    /// The type of the function that an import names, if it is one of these.
    static func signature(of item: ModuleSummary.Import) -> ModuleSummary.FunctionType? {
        all.first { $0.module == item.module && $0.name == item.name }?.binaryType
    }

    @_noLocks
    private static func run(
        _ userData: UnsafeMutableRawPointer?, _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>
    ) -> Bool {
        guard mayCallOut(userData) else { return false }
        guard let links = links(userData) else {
            values[0] = RawValue(i32: KernelLinks.Answer.notLinked)
            return true
        }
        let answer = links.pointee.run(
            call, kernel: values[0].u32, function: values[1].u32, arguments: values[2].u32, result: values[3].u32,
            heap: values[4].u32, capacity: values[5].u32)
        values[0] = RawValue(i32: answer)
        return answer != KernelLinks.Answer.refused
    }

    @_noLocks
    private static func fetch(
        _ userData: UnsafeMutableRawPointer?, _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>
    ) -> Bool {
        guard mayCallOut(userData) else { return false }
        guard let links = links(userData) else {
            values[0] = RawValue(i32: KernelLinks.Answer.notLinked)
            return true
        }
        let answer = links.pointee.fetch(
            call, result: values[0].u32, heap: values[1].u32, capacity: values[2].u32)
        values[0] = RawValue(i32: answer)
        return answer != KernelLinks.Answer.refused
    }

    @_noLocks
    private static func drop(
        _ userData: UnsafeMutableRawPointer?, _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>
    ) -> Bool {
        guard mayCallOut(userData) else { return false }
        guard let links = links(userData) else { return true }
        return links.pointee.drop(
            call, kernel: values[0].u32, resource: values[1].u32, handle: values[2].u32)
    }

    /// SAFETY: the user data of an effect's store is its `GuestContext`.
    @_noLocks
    private static func mayCallOut(_ userData: UnsafeMutableRawPointer?) -> Bool {
        userData?.assumingMemoryBound(to: GuestContext.self).pointee.mayCallOut ?? true
    }

    /// SAFETY: as above.
    @_noLocks
    private static func links(_ userData: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<KernelLinks>? {
        userData?.assumingMemoryBound(to: GuestContext.self).pointee.kernels
    }
}

extension HostFunction {
    /// The signature as a module's summary has it. Host functions take and give plain numbers.
    fileprivate var binaryType: ModuleSummary.FunctionType {
        func list(_ types: [ValueType]) -> [ModuleSummary.ValueType] { types.map { .init(rawValue: $0.description)! } }
        return .init(parameters: list(signature.parameters), results: list(signature.results))
    }
}
