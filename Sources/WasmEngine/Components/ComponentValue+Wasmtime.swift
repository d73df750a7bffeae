// How values become wasmtime's and back. Not for the audio thread: it allocates.
import CWasmtime

extension ComponentValue {
    /// Writes the value into `destination`, which holds nothing that must be deleted; everything in it is then to be
    /// deleted by `wasmtime_component_val_delete`, which is also so when it fails halfway.
    ///
    /// Errors: `signatureMismatch` for a handle that wasmtime doesn't know.
    func store(
        into destination: UnsafeMutablePointer<wasmtime_component_val_t>, _ context: OpaquePointer
    ) throws(WasmError) {
        destination.initialize(to: wasmtime_component_val_t())
        func set(_ kind: cajon_component_valkind) { destination.pointee.kind = UInt8(kind.rawValue) }
        // SAFETY: `kind` is set to what the member of the union is, and not before that holds what may be deleted.
        switch self {
        case .bool(let value):
            destination.pointee.of.boolean = value
            set(CAJON_COMPONENT_BOOL)
        case .s8(let value):
            destination.pointee.of.s8 = value
            set(CAJON_COMPONENT_S8)
        case .u8(let value):
            destination.pointee.of.u8 = value
            set(CAJON_COMPONENT_U8)
        case .s16(let value):
            destination.pointee.of.s16 = value
            set(CAJON_COMPONENT_S16)
        case .u16(let value):
            destination.pointee.of.u16 = value
            set(CAJON_COMPONENT_U16)
        case .s32(let value):
            destination.pointee.of.s32 = value
            set(CAJON_COMPONENT_S32)
        case .u32(let value):
            destination.pointee.of.u32 = value
            set(CAJON_COMPONENT_U32)
        case .s64(let value):
            destination.pointee.of.s64 = value
            set(CAJON_COMPONENT_S64)
        case .u64(let value):
            destination.pointee.of.u64 = value
            set(CAJON_COMPONENT_U64)
        case .f32(let value):
            destination.pointee.of.f32 = value
            set(CAJON_COMPONENT_F32)
        case .f64(let value):
            destination.pointee.of.f64 = value
            set(CAJON_COMPONENT_F64)
        case .char(let value):
            destination.pointee.of.character = value.value
            set(CAJON_COMPONENT_CHAR)
        case .string(let text):
            destination.pointee.of.string = wasm_name_t(copying: text)
            set(CAJON_COMPONENT_STRING)
        case .enumeration(let name):
            destination.pointee.of.enumeration = wasm_name_t(copying: name)
            set(CAJON_COMPONENT_ENUM)
        case .list(let elements):
            wasmtime_component_vallist_new_uninit(&destination.pointee.of.list, elements.count)
            set(CAJON_COMPONENT_LIST)
            try Self.store(elements, into: destination.pointee.of.list.data, context)
        case .tuple(let elements):
            wasmtime_component_valtuple_new_uninit(&destination.pointee.of.tuple, elements.count)
            set(CAJON_COMPONENT_TUPLE)
            try Self.store(elements, into: destination.pointee.of.tuple.data, context)
        case .record(let fields):
            wasmtime_component_valrecord_new_uninit(&destination.pointee.of.record, fields.count)
            set(CAJON_COMPONENT_RECORD)
            guard let entries = destination.pointee.of.record.data else { return }
            for (index, field) in fields.enumerated() {
                entries[index].name = wasm_name_t(copying: field.name)
                try field.value.store(into: &entries[index].val, context)
            }
        case .flags(let names):
            wasmtime_component_valflags_new_uninit(&destination.pointee.of.flags, names.count)
            set(CAJON_COMPONENT_FLAGS)
            guard let entries = destination.pointee.of.flags.data else { return }
            for (index, name) in names.enumerated() { entries[index] = wasm_name_t(copying: name) }
        case .variant(let name, let payload):
            let box = try Self.box(payload, context)
            destination.pointee.of.variant = wasmtime_component_valvariant_t(
                discriminant: wasm_name_t(copying: name), val: box)
            set(CAJON_COMPONENT_VARIANT)
        case .option(let payload):
            destination.pointee.of.option = try Self.box(payload, context)
            set(CAJON_COMPONENT_OPTION)
        case .ok(let payload):
            let box = try Self.box(payload, context)
            destination.pointee.of.result = wasmtime_component_valresult_t(is_ok: true, val: box)
            set(CAJON_COMPONENT_RESULT)
        case .error(let payload):
            let box = try Self.box(payload, context)
            destination.pointee.of.result = wasmtime_component_valresult_t(is_ok: false, val: box)
            set(CAJON_COMPONENT_RESULT)
        case .resource(let resource):
            destination.pointee.of.resource = wasmtime_component_resource_any_clone(resource.handle)
            set(CAJON_COMPONENT_RESOURCE)
        case .hostResource(let resource):
            destination.pointee.of.resource = try resource.reference(context)
            set(CAJON_COMPONENT_RESOURCE)
        }
    }

    private static func store(
        _ values: [ComponentValue], into elements: UnsafeMutablePointer<wasmtime_component_val_t>?,
        _ context: OpaquePointer
    ) throws(WasmError) {
        guard let elements else { return }
        // The elements begin as `false`: where this stops, everything can be deleted.
        for (index, value) in values.enumerated() { try value.store(into: elements + index, context) }
    }

    private static func box(
        _ payload: ComponentValue?, _ context: OpaquePointer
    ) throws(WasmError) -> UnsafeMutablePointer<wasmtime_component_val_t>? {
        guard let payload else { return nil }
        var value = wasmtime_component_val_t()
        do {
            try payload.store(into: &value, context)
        } catch {
            wasmtime_component_val_delete(&value)
            throw error
        }
        return wasmtime_component_val_new(&value)
    }
}

extension HostResource {
    /// A new reference to the resource, for the caller to own.
    ///
    /// Errors: `signatureMismatch`.
    fileprivate func reference(_ context: OpaquePointer) throws(WasmError) -> OpaquePointer {
        let host = wasmtime_component_resource_host_new(isOwned, representation, typeID)
        defer { wasmtime_component_resource_host_delete(host) }
        var reference: OpaquePointer?
        let error = wasmtime_component_resource_host_to_any(context, host, &reference)
        let message = WasmtimeFailure.consume(error)
        guard let reference, message == nil else { throw .badHandle(message ?? "no reason given") }
        return reference
    }
}

extension wasm_name_t {
    /// A name of wasmtime's own, to be deleted by whoever holds it.
    init(copying text: String) {
        self.init()
        var text = text
        text.withUTF8 { wasm_byte_vec_new(&self, $0.count, $0.baseAddress) }
    }
}
