// Functions of components as functions of WIT. Any thread.

import ComponentBinary
import WIT

extension WorldReader {
    mutating func function(
        _ name: String, _ role: Function.Role, _ id: FunctionTypeID, in draft: inout ScopeDraft
    ) throws(WorldProblem) -> Function {
        let node = types[id]
        var parameters: [Function.Parameter] = []
        for (place, parameter) in node.parameters.enumerated() {
            try spend(parameter.label)
            // The language has no other way to write it.
            if case .method(let resource) = role, place == 0 {
                parameters.append(.init(parameter.label, .borrow(resource)))
            } else {
                parameters.append(.init(parameter.label, try reference(parameter.type, in: &draft)))
            }
        }
        var result: WIT.TypeReference?
        if let type = node.result {
            result =
                if case .constructor(let resource) = role { try constructed(type, resource, in: &draft) } else {
                    try reference(type, in: &draft)
                }
        }
        return Function(name, role, parameters, result: result)
    }

    /// What a constructor returns is never called by a name: an owned handle, or a result of one.
    private mutating func constructed(
        _ type: ResolvedValueType, _ resource: String, in draft: inout ScopeDraft
    ) throws(WorldProblem) -> WIT.TypeReference {
        guard case .defined(let id) = type, case .result(_, let error) = types[id].shape else { return .own(resource) }
        guard let error else { return .result(ok: .own(resource), error: nil) }
        return .result(ok: .own(resource), error: try reference(error, in: &draft))
    }
}
