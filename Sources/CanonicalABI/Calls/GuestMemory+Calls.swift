// A whole call, step by step: into a guest, and out of one. Used on the thread that runs the guests; not on the audio
// thread, which takes the same steps itself. Source: CanonicalABI.md, `canon lift`, `canon lower`.

/// What a guest's core function answered, which post-return is told too.
package struct CallResult {
    package let value: Value?
    package let coreResults: [CoreValue]
}

/// A guest calls another so: `beginImport` on the caller, `beginExport` on the callee, `endImport` on the caller, which
/// takes the result over, `endExport` on the callee, which may free it. The host does without the one half or the
/// other. Whatever is thrown has ended the store: none of its instances can be called again.
///
/// The view's context must say which instance it is.
extension GuestMemory where Self: ~Copyable {
    // MARK: - Into a guest

    /// Lowers arguments, calls the core function by `body`, and lifts its result.
    ///
    /// Errors: the instance is in the middle of a call, or has trapped; what lowering, lifting and `body` throw; it
    /// still has handles that it borrowed.
    package mutating func beginExport(
        _ function: FunctionType, _ arguments: [Value],
        body: (inout Self, [CoreValue]) throws(CanonicalABIError) -> [CoreValue]
    ) throws(CanonicalABIError) -> CallResult {
        let instance = instance
        do {
            try instance.step("calling it") { state throws(CanonicalABIError.Rule) in try state.enter() }
            let coreArguments = try lowerArguments(arguments, of: function)
            instance.state.pointee.start()
            let coreResults = try body(&self, coreArguments)
            try instance.step("returning") { state throws(CanonicalABIError.Rule) in try state.returned() }
            return CallResult(value: try view.liftResult(of: function, from: coreResults), coreResults: coreResults)
        } catch {
            instance.store.pointee.trap()
            throw error
        }
    }

    /// The result has been read: calls the post-return function, if there is one.
    package mutating func endExport(
        _ result: CallResult, postReturn: ((inout Self, [CoreValue]) throws(CanonicalABIError) -> Void)? = nil
    ) throws(CanonicalABIError) {
        let instance = instance
        if let postReturn {
            instance.state.pointee.postReturn()
            do {
                try postReturn(&self, result.coreResults)
            } catch {
                instance.store.pointee.trap()
                throw error
            }
        }
        instance.state.pointee.exit()
    }

    // MARK: - Out of a guest

    /// Lifts the arguments of an import that the guest called.
    ///
    /// Errors: the guest was only to allocate or to free; what lifting throws.
    package mutating func beginImport(_ function: FunctionType, _ coreArguments: [CoreValue])
        throws(CanonicalABIError) -> [Value]
    {
        let instance = instance
        do {
            try instance.step("calling an import") { state throws(CanonicalABIError.Rule) in try state.leave() }
            return try view.liftParameters(of: function, from: coreArguments)
        } catch {
            instance.store.pointee.trap()
            throw error
        }
    }

    /// Lowers the import's result to what the core function returns; what it was lent is free again.
    ///
    /// Errors: what lowering throws.
    package mutating func endImport(_ result: Value?, of function: FunctionType, _ coreArguments: [CoreValue])
        throws(CanonicalABIError) -> [CoreValue]
    {
        let instance = instance
        instance.state.pointee.receive()
        do {
            let coreResults = try lowerResult(result, of: function, coreArguments: coreArguments)
            instance.state.pointee.comeBack()
            return coreResults
        } catch {
            instance.store.pointee.trap()
            throw error
        }
    }

    private var instance: InstanceReference {
        guard let instance = view.context.instance else { preconditionFailure("a call of nobody said whom") }
        return instance
    }
}

extension InstanceReference {
    /// Puts a broken rule into words.
    fileprivate func step(
        _ context: String, _ body: (inout ComponentInstanceState) throws(CanonicalABIError.Rule) -> Void
    ) throws(CanonicalABIError) {
        do {
            try body(&state.pointee)
        } catch {
            throw CanonicalABIError(error, while: context)
        }
    }
}
