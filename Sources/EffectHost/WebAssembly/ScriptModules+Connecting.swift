// Giving a script's instance what it needs for WebAssembly of its own. Set-up only.

import WasmBinary
import WasmEngine

extension ScriptModules {
    /// What the script's engine exports for it, as Effects/javascript/modules.c has it.
    private static let enterExport = "cajon-enter-script"
    private static let growExport = "cajon-grow-region"

    /// Instances that a store needs room for beyond the effect's own.
    static func mostInstances(of code: EffectCode) -> Int { isWanted(by: code) ? mostInstances : 0 }

    private static func isWanted(by code: EffectCode) -> Bool {
        code.summary.imports.contains { $0.module == KernelFunctions.moduleName && $0.name == "operate" }
    }

    /// Nothing for an effect that is no script; without what the engine should export, the script has no WebAssembly.
    static func connect(to state: inout EffectState, _ code: EffectCode, runtime: EffectRuntime) {
        guard isWanted(by: code) else { return }
        let (enter, grow) = (FunctionSignature([.i32, .i32], [.i32]), FunctionSignature([.i32, .i32], [.i32]))
        guard
            let enterFunction = try? state.store.function(enterExport, of: state.mainInstance, signature: enter),
            let growFunction = try? state.store.function(growExport, of: state.mainInstance, signature: grow)
        else { return }
        let modules = UnsafeMutablePointer<ScriptModules>.allocate(capacity: 1)
        modules.initialize(
            to: ScriptModules(runtime: runtime, memory: state.memory, enter: enterFunction, grow: growFunction))
        state.guest.pointee.modules = modules
    }
}
