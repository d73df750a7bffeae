// How wasmtime's values are read. Not for the audio thread: it allocates.
import CWasmtime

extension ComponentValue {
    /// Reads `source`, and leaves it as it is but for handles: one to a resource of the host's is thereby received.
    ///
    /// Errors: `signatureMismatch` for a kind of value that no component of this engine has.
    init(_ source: UnsafePointer<wasmtime_component_val_t>, _ context: OpaquePointer) throws(WasmError) {
        // SAFETY: `kind` says which member of the union is set; vectors hold `size` elements.
        let of = source.pointee.of
        switch UInt32(source.pointee.kind) {
        case CAJON_COMPONENT_BOOL.rawValue: self = .bool(of.boolean)
        case CAJON_COMPONENT_S8.rawValue: self = .s8(of.s8)
        case CAJON_COMPONENT_U8.rawValue: self = .u8(of.u8)
        case CAJON_COMPONENT_S16.rawValue: self = .s16(of.s16)
        case CAJON_COMPONENT_U16.rawValue: self = .u16(of.u16)
        case CAJON_COMPONENT_S32.rawValue: self = .s32(of.s32)
        case CAJON_COMPONENT_U32.rawValue: self = .u32(of.u32)
        case CAJON_COMPONENT_S64.rawValue: self = .s64(of.s64)
        case CAJON_COMPONENT_U64.rawValue: self = .u64(of.u64)
        case CAJON_COMPONENT_F32.rawValue: self = .f32(of.f32)
        case CAJON_COMPONENT_F64.rawValue: self = .f64(of.f64)
        case CAJON_COMPONENT_CHAR.rawValue:
            guard let scalar = Unicode.Scalar(of.character) else { throw .unknownValue(source.pointee.kind) }
            self = .char(scalar)
        case CAJON_COMPONENT_STRING.rawValue: self = .string(Self.text(of.string))
        case CAJON_COMPONENT_ENUM.rawValue: self = .enumeration(Self.text(of.enumeration))
        case CAJON_COMPONENT_LIST.rawValue:
            self = .list(try Self.values(of.list.data, count: of.list.size, context))
        case CAJON_COMPONENT_TUPLE.rawValue:
            self = .tuple(try Self.values(of.tuple.data, count: of.tuple.size, context))
        case CAJON_COMPONENT_RECORD.rawValue:
            var fields: [Field] = []
            fields.reserveCapacity(of.record.size)
            for index in 0..<of.record.size {
                let entry = of.record.data + index
                fields.append(Field(Self.text(entry.pointee.name), try ComponentValue(&entry.pointee.val, context)))
            }
            self = .record(fields)
        case CAJON_COMPONENT_FLAGS.rawValue:
            self = .flags((0..<of.flags.size).map { Self.text(of.flags.data[$0]) })
        case CAJON_COMPONENT_VARIANT.rawValue:
            self = .variant(Self.text(of.variant.discriminant), try Self.payload(of.variant.val, context))
        case CAJON_COMPONENT_OPTION.rawValue: self = .option(try Self.payload(of.option, context))
        case CAJON_COMPONENT_RESULT.rawValue:
            let payload = try Self.payload(of.result.val, context)
            self = of.result.is_ok ? .ok(payload) : .error(payload)
        case CAJON_COMPONENT_RESOURCE.rawValue:
            guard let reference = of.resource else { throw .unknownValue(source.pointee.kind) }
            self = Self.resource(reference, context)
        default: throw .unknownValue(source.pointee.kind)
        }
    }

    private static func text(_ name: wasm_name_t) -> String {
        // SAFETY: a name holds `size` bytes, as long as the value it belongs to.
        String(decoding: UnsafeBufferPointer(start: name.data, count: name.size), as: UTF8.self)
    }

    private static func values(
        _ elements: UnsafeMutablePointer<wasmtime_component_val_t>?, count: Int, _ context: OpaquePointer
    ) throws(WasmError) -> [ComponentValue] {
        guard let elements else { return [] }
        var values: [ComponentValue] = []
        values.reserveCapacity(count)
        for index in 0..<count { values.append(try ComponentValue(elements + index, context)) }
        return values
    }

    private static func payload(
        _ box: UnsafeMutablePointer<wasmtime_component_val_t>?, _ context: OpaquePointer
    ) throws(WasmError) -> ComponentValue? {
        try box.map { box throws(WasmError) in try ComponentValue(box, context) }
    }

    /// The host's own resources come as plain numbers; the reference is spent by that.
    private static func resource(_ reference: OpaquePointer, _ context: OpaquePointer) -> ComponentValue {
        var host: OpaquePointer?
        let error = wasmtime_component_resource_any_to_host(context, reference, &host)
        guard WasmtimeFailure.consume(error) == nil, let host else {
            return .resource(ComponentResource(wasmtime_component_resource_any_clone(reference)))
        }
        defer { wasmtime_component_resource_host_delete(host) }
        return .hostResource(
            HostResource(
                typeID: wasmtime_component_resource_host_type(host),
                representation: wasmtime_component_resource_host_rep(host),
                isOwned: wasmtime_component_resource_host_owned(host)))
    }
}
