// How values become core function parameters and results. Pure functions, any thread.
// Source: CanonicalABI.md, "Flattening".

extension ValueType {
    /// The core values that one value of this type becomes when it is passed directly.
    package var flattened: [CoreType] {
        switch self {
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .char, .flags, .own, .borrow: [.i32]
        case .s64, .u64: [.i64]
        case .f32: [.f32]
        case .f64: [.f64]
        case .string, .list: [.i32, .i32]
        case .record, .tuple: members!.flatMap(\.flattened)
        case .enumeration: [.i32]
        case .variant, .option, .result: [.i32] + flattenedPayload
        }
    }

    /// The core types that the payloads of all cases share.
    var flattenedPayload: [CoreType] {
        if case .enumeration = self { return [] }
        var shared: [CoreType] = []
        for case .some(let payload) in cases! {
            for (index, type) in payload.flattened.enumerated() {
                if index < shared.count {
                    shared[index] = shared[index].joined(with: type)
                } else {
                    shared.append(type)
                }
            }
        }
        return shared
    }
}

extension FunctionType {
    /// Parameters beyond this many core values go through memory, as one pointer to a tuple.
    package static let maximumFlatParameters = 16
    /// Results beyond this many core values come back through memory, as one pointer.
    package static let maximumFlatResults = 1

    /// Whether the parameters are passed as one pointer to a tuple of them.
    package var passesParametersInMemory: Bool { flatParameters.count > Self.maximumFlatParameters }

    /// Whether the result comes back as a pointer to it.
    package var returnsResultInMemory: Bool { flatResults.count > Self.maximumFlatResults }

    /// The type of the core function that an exporting guest has for this function.
    package var exportedSignature: CoreSignature {
        CoreSignature(
            passesParametersInMemory ? [.i32] : flatParameters,
            returnsResultInMemory ? [.i32] : flatResults)
    }

    /// The type of the core function that an importing guest calls for this function: a result in memory is written
    /// where one more parameter points.
    package var importedSignature: CoreSignature {
        let parameters = passesParametersInMemory ? [CoreType.i32] : flatParameters
        return returnsResultInMemory
            ? CoreSignature(parameters + [.i32]) : CoreSignature(parameters, flatResults)
    }

    /// The type of the core function that a guest may export to be told that its result has been read.
    package var postReturnSignature: CoreSignature { CoreSignature(exportedSignature.results) }

    /// The type the parameters have when they go through memory.
    package var parameterTuple: ValueType { .tuple(parameters.map(\.type)) }

    private var flatParameters: [CoreType] { parameters.flatMap(\.type.flattened) }
    private var flatResults: [CoreType] { result?.flattened ?? [] }
}
