// Functions made by the canonical ABI, and the types of those that are lifted or lowered. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-definitions

import CanonicalABI
import ComponentBinary
import WasmBinary

extension ComponentEvaluator {
    mutating func add(_ definition: CanonicalDefinition) throws(DeclineReason) {
        switch definition {
        case .lift(let coreFunction, let options, let type): try lift(coreFunction, options, type)
        case .lower(let function, let options): try lower(frame.functions[Int(function)], options)
        case .resourceDrop(let type):
            guard case .type(let resource?) = frame.item(SortIndex(.type, type)) else {
                throw reason(.unknownResource)
            }
            guard case .imported(let number) = resource else { return frame.coreFunctions.append(.unavailable) }
            addHost(.resourceDrop(number), OptionValues(componentInstance: componentInstance()))
        // Only for resource types that the component defines, which was a reason to decline.
        case .resourceNew, .resourceRepresentation: frame.coreFunctions.append(.unavailable)
        }
    }

    private mutating func lift(
        _ coreFunction: UInt32, _ options: [CanonicalDefinition.Option], _ type: UInt32
    ) throws(DeclineReason) {
        guard case .function(let id) = frame.spaces.types[Int(type)] else { throw reason(.unresolved("type \(type)")) }
        let function = frame.core(.function, coreFunction)
        if case .host = function { decline(.liftsLowered) }
        let (values, postReturn) = self.options(options)
        plan.lifted.append(
            LiftedFunction(
                function: function, type: try functionType(id, resources: frame.resources), options: values,
                postReturn: postReturn))
        frame.functions.append(.lifted(plan.lifted.count - 1))
    }

    private mutating func lower(
        _ function: FunctionValue, _ options: [CanonicalDefinition.Option]
    ) throws(DeclineReason) {
        guard case .imported(let number) = function else {
            decline(.lowersLifted)
            return frame.coreFunctions.append(.unavailable)
        }
        if plan.imported[number].converted == nil {
            // It is the outermost component that imports: its names for resource types count.
            plan.imported[number].converted = try functionType(
                plan.imported[number].type, resources: frames[0].resources)
        }
        addHost(.lowered(number), self.options(options).values)
    }

    private mutating func addHost(_ kind: HostValue.Kind, _ options: OptionValues) {
        let type = frame.spaces.coreFunctions[frame.coreFunctions.count]
        let host = HostValue(kind: kind, options: options, signature: CoreSignature(type))
        let number = plan.number(of: host)
        frame.coreFunctions.append(.host(number))
    }

    private mutating func options(
        _ options: [CanonicalDefinition.Option]
    ) -> (values: OptionValues, postReturn: CoreValue?) {
        var values = OptionValues(componentInstance: componentInstance())
        var postReturn: CoreValue?
        for option in options {
            switch option {
            case .encoding(.utf8): break
            case .encoding(.utf16): decline(.encoding("UTF-16"))
            case .encoding(.latin1OrUTF16): decline(.encoding("Latin-1 or UTF-16"))
            case .memory(let index): values.memory = frame.core(.memory, index)
            case .realloc(let index):
                values.realloc = frame.core(.function, index)
                if case .host = values.realloc { decline(.hostFunctionAsOption("realloc")) }
            case .postReturn(let index):
                postReturn = frame.core(.function, index)
                if case .host = postReturn { decline(.hostFunctionAsOption("post-return")) }
            }
        }
        return (values, postReturn)
    }

    /// The number of the instance at hand among those that lift or lower.
    private mutating func componentInstance() -> Int {
        if let known = frame.componentInstance { return known }
        let number = plan.componentInstanceCount
        plan.componentInstanceCount += 1
        frame.componentInstance = number
        return number
    }

    // MARK: - Types

    private typealias Resources = [ResourceID: ResourceValue]

    private mutating func functionType(
        _ id: FunctionTypeID, resources: Resources
    ) throws(DeclineReason) -> CanonicalABI.FunctionType {
        let node = types[id]
        var parameters: [CanonicalABI.ValueType.Field] = []
        for parameter in node.parameters {
            parameters.append(.init(parameter.label, try valueType(parameter.type, resources)))
        }
        return .init(parameters, result: try optionalValueType(node.result, resources))
    }

    private mutating func optionalValueType(
        _ type: ResolvedValueType?, _ resources: Resources
    ) throws(DeclineReason) -> CanonicalABI.ValueType? {
        guard let type else { return nil }
        return try valueType(type, resources)
    }

    /// As deep as `ComponentLimits.maximumTypeDepth` allows.
    private mutating func valueType(
        _ type: ResolvedValueType, _ resources: Resources
    ) throws(DeclineReason) -> CanonicalABI.ValueType {
        guard case .defined(let id) = type else {
            try countTypes(1)
            if case .primitive(let primitive) = type { return .init(primitive) }
            return .bool
        }
        switch types[id].shape {
        case .primitive(let primitive):
            try countTypes(1)
            return .init(primitive)
        case .record(let fields):
            try countTypes(1)
            var converted: [CanonicalABI.ValueType.Field] = []
            for field in fields { converted.append(.init(field.label, try valueType(field.type, resources))) }
            return .record(converted)
        case .variant(let cases):
            try countTypes(1 + cases.count)
            var converted: [CanonicalABI.ValueType.Case] = []
            for item in cases { converted.append(.init(item.label, try optionalValueType(item.type, resources))) }
            return .variant(converted)
        case .list(let element):
            try countTypes(1)
            return .list(try valueType(element, resources))
        case .fixedLengthList: throw reason(.fixedLengthList)
        case .tuple(let members):
            try countTypes(1)
            var converted: [CanonicalABI.ValueType] = []
            for member in members { converted.append(try valueType(member, resources)) }
            return .tuple(converted)
        case .flags(let labels):
            try countTypes(1 + labels.count)
            return .flags(labels)
        case .enumeration(let labels):
            try countTypes(1 + labels.count)
            return .enumeration(labels)
        case .option(let wrapped):
            try countTypes(1)
            return .option(try valueType(wrapped, resources))
        case .result(let ok, let error):
            try countTypes(1)
            let ok = try optionalValueType(ok, resources)
            return .result(ok: ok, error: try optionalValueType(error, resources))
        case .own(let handle): return .own(resource: try number(of: handle, resources))
        case .borrow(let handle): return .borrow(resource: try number(of: handle, resources))
        }
    }

    private mutating func number(
        of handle: ResourceHandle, _ resources: Resources
    ) throws(DeclineReason) -> Int {
        try countTypes(1)
        switch resources[handle.resource] {
        case .imported(let number): return number
        // A reason to decline already, so the number is never looked at.
        case .defined: return 0
        case nil: throw reason(.unknownResource)
        }
    }

    private mutating func countTypes(_ count: Int) throws(DeclineReason) {
        typeCount += count
        guard typeCount <= limits.maximumTypes else {
            throw reason(.exceedsLimit("types in the types of functions", limit: limits.maximumTypes))
        }
    }
}

extension CanonicalABI.ValueType {
    fileprivate init(_ primitive: PrimitiveType) {
        switch primitive {
        case .bool: self = .bool
        case .s8: self = .s8
        case .u8: self = .u8
        case .s16: self = .s16
        case .u16: self = .u16
        case .s32: self = .s32
        case .u32: self = .u32
        case .s64: self = .s64
        case .u64: self = .u64
        case .f32: self = .f32
        case .f64: self = .f64
        case .char: self = .char
        case .string: self = .string
        }
    }
}

extension CoreSignature {
    /// The signature of a function that the canonical ABI makes: numbers only.
    fileprivate init(_ type: ModuleSummary.FunctionType) {
        func core(_ type: ModuleSummary.ValueType) -> CoreType {
            switch type {
            case .i32: .i32
            case .i64: .i64
            case .f32: .f32
            case .f64: .f64
            case .v128, .funcref, .externref: preconditionFailure("the canonical ABI passes numbers")
            }
        }
        self.init(type.parameters.map(core), type.results.map(core))
    }
}
