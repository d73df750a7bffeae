// What a script's engine imports to have WebAssembly of the script's own: `operate` of Effects/wit/kernels.wit. Runs on the
// thread that runs the effect; only `call` and what reads and writes numbers is for the audio thread.

import WasmBinary
import WasmEngine

/// The function `operate`, and what its operations do.
enum ModuleFunctions {
    /// The operations, as Effects/javascript/modules.h numbers them.
    private enum Operation {
        static let compile: UInt32 = 0
        static let describe: UInt32 = 1
        static let instantiate: UInt32 = 2
        static let export: UInt32 = 3
        static var call: UInt32 { @_noLocks get { 4 } }
        static let getGlobal: UInt32 = 5
        static let setGlobal: UInt32 = 6
        static let tableSize: UInt32 = 7
        static let getElement: UInt32 = 8
        static let setElement: UInt32 = 9
        static let growTable: UInt32 = 10
        static let release: UInt32 = 11
        static let validate: UInt32 = 12
    }

    static let operate = HostFunction(
        module: KernelFunctions.moduleName, name: "operate",
        signature: FunctionSignature([ValueType](repeating: .i32, count: 7), [.i32]),
        body: { userData, call, values, _ in ModuleFunctions.operate(userData, call, values) })

    private static func operate(
        _ userData: UnsafeMutableRawPointer?, _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>
    ) -> Bool {
        // SAFETY: the user data of an effect's store is its `GuestContext`.
        guard let guest = userData?.assumingMemoryBound(to: GuestContext.self), guest.pointee.mayCallOut else {
            return false
        }
        guard let modules = guest.pointee.modules else {
            values[0] = RawValue(i32: ModuleCaller.unavailable)
            return true
        }
        if values[0].u32 == Operation.call {
            guard let answer = modules.pointee.run(call, function: values[1].u32, values: values[2].u32) else {
                return false
            }
            values[0] = RawValue(i32: answer)
            return true
        }
        let caller = ModuleCaller(call: call, modules: modules, mayMake: guest.pointee.mayMakeModules)
        let arguments = (values[1].u32, values[2].u32, values[3].u32, values[4].u32, values[5].u32, values[6].u32)
        guard let answer = perform(values[0].u32, arguments, caller) else { return false }
        values[0] = RawValue(i32: answer)
        return true
    }

    /// Nil for addresses that don't lie in memory, which ends the effect.
    private static func perform(
        _ operation: UInt32, _ arguments: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32), _ caller: ModuleCaller
    ) -> Int32? {
        switch operation {
        case Operation.compile:
            return caller.compile(bytes: arguments.0, count: arguments.1, report: arguments.2, arguments.3)
        case Operation.validate: return caller.validate(bytes: arguments.0, count: arguments.1)
        case Operation.describe:
            return caller.describe(module: arguments.0, report: arguments.1, arguments.2)
        case Operation.instantiate:
            return caller.instantiate(
                module: arguments.0, record: arguments.1, handles: arguments.2, scratch: arguments.3,
                report: arguments.4, arguments.5)
        case Operation.export:
            return caller.export(
                instance: arguments.0, index: arguments.1, report: arguments.2, arguments.3)
        case Operation.getGlobal: return caller.getGlobal(arguments.0, value: arguments.1)
        case Operation.setGlobal: return caller.setGlobal(arguments.0, value: arguments.1)
        case Operation.tableSize: return caller.tableSize(arguments.0)
        case Operation.getElement:
            return caller.getElement(table: arguments.0, index: arguments.1, report: arguments.2, arguments.3)
        case Operation.setElement:
            return caller.setElement(table: arguments.0, index: arguments.1, function: arguments.2)
        case Operation.growTable:
            return caller.growTable(arguments.0, by: arguments.1, function: arguments.2)
        case Operation.release:
            caller.release()
            return 0
        default: return ModuleCaller.wrong
        }
    }
}
