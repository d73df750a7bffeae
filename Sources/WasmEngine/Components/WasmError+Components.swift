// The wording of what is refused of components. Plain values, any thread.

extension WasmError {
    static func invalidComponent(_ detail: String) -> WasmError {
        WasmError(kind: .invalidModule, message: "not a WebAssembly component this engine accepts: \(detail)")
    }

    static func tooManyItems() -> WasmError {
        .invalidComponent("it imports and exports more than \(ComponentItem.most) things")
    }

    static func componentsNotAllowed() -> WasmError {
        WasmError(kind: .configuration, message: "this WebAssembly engine was made for modules, not for components")
    }

    /// `interface` is nil for what is imported by itself.
    static func missingComponentImport(_ name: String, _ kind: ComponentItem.Kind, of interface: String?) -> WasmError {
        let place = interface.map { " from '\($0)'" } ?? ""
        return WasmError(
            kind: .missingImport,
            message: "the component imports the \(kind.rawValue) '\(name)'\(place), which it was not granted")
    }

    static func missingComponentExport(_ name: String, of interface: String?) -> WasmError {
        let place = interface.map { " in '\($0)'" } ?? ""
        return WasmError(kind: .missingExport, message: "the component exports no function named '\(name)'\(place)")
    }

    static func componentInstantiation(_ detail: String) -> WasmError {
        WasmError(kind: .instantiation, message: "the component can't be instantiated: \(detail)")
    }

    static func badHandle(_ detail: String) -> WasmError {
        WasmError(kind: .signatureMismatch, message: "a handle can't be passed to the component: \(detail)")
    }

    static func unknownValue(_ kind: UInt8) -> WasmError {
        WasmError(kind: .signatureMismatch, message: "wasmtime passed a value of the unknown kind \(kind)")
    }
}
