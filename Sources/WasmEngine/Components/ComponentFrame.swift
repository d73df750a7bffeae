// Owns the arguments and the result of calls of one function, in wasmtime's form. One thread at a time; it allocates.
import CWasmtime

/// A call's values, kept from one call to the next, so that a list of numbers of the same length is written in place.
package struct ComponentFrame: ~Copyable {
    private let function: ComponentFunction
    private let arguments: UnsafeMutableBufferPointer<wasmtime_component_val_t>
    private let results: UnsafeMutableBufferPointer<wasmtime_component_val_t>

    /// A frame for `function`, with `false` for each argument.
    package init(_ function: ComponentFunction) {
        self.init(function, argumentCount: function.parameterCount)
    }

    init(_ function: ComponentFunction, argumentCount: Int) {
        self.function = function
        arguments = .allocate(capacity: argumentCount)
        arguments.initialize(repeating: wasmtime_component_val_t())
        results = .allocate(capacity: function.hasResult ? 1 : 0)
        results.initialize(repeating: wasmtime_component_val_t())
    }

    deinit {
        // SAFETY: every element always holds a value: `false` at first, and after each change what was written.
        for index in arguments.indices { wasmtime_component_val_delete(arguments.baseAddress! + index) }
        for index in results.indices { wasmtime_component_val_delete(results.baseAddress! + index) }
        arguments.deallocate()
        results.deallocate()
    }

    /// Sets an argument.
    ///
    /// Errors: `signatureMismatch` for a handle that wasmtime doesn't know.
    package mutating func set(
        _ value: ComponentValue, at index: Int, in store: borrowing WasmStore
    ) throws(WasmError) {
        precondition(arguments.indices.contains(index), "a function has no such argument")
        let place = arguments.baseAddress! + index
        wasmtime_component_val_delete(place)
        place.initialize(to: wasmtime_component_val_t())
        try value.store(into: place, store.context)
    }

    /// Sets an argument to a list of numbers.
    package mutating func setFloats(_ numbers: UnsafeBufferPointer<Float>, at index: Int) {
        precondition(arguments.indices.contains(index), "a function has no such argument")
        let place = arguments.baseAddress! + index
        // SAFETY: a list of this length holds as many elements; those of a kind without parts need no deleting, and
        // what else there was in the argument is deleted first.
        if UInt32(place.pointee.kind) != CAJON_COMPONENT_LIST.rawValue || place.pointee.of.list.size != numbers.count
            || !isFloats(place.pointee.of.list)
        {
            wasmtime_component_val_delete(place)
            place.initialize(to: wasmtime_component_val_t())
            wasmtime_component_vallist_new_uninit(&place.pointee.of.list, numbers.count)
            place.pointee.kind = UInt8(CAJON_COMPONENT_LIST.rawValue)
        }
        guard let elements = place.pointee.of.list.data else { return }
        for index in numbers.indices {
            elements[index].kind = UInt8(CAJON_COMPONENT_F32.rawValue)
            elements[index].of.f32 = numbers[index]
        }
    }

    private func isFloats(_ list: wasmtime_component_vallist_t) -> Bool {
        guard list.size > 0, let elements = list.data else { return true }
        // Lists have elements of one kind.
        return UInt32(elements[0].kind) == CAJON_COMPONENT_F32.rawValue
    }

    /// The result of the call that just returned; nil for a function without one. To be asked once: handles are
    /// thereby received.
    ///
    /// Errors: `signatureMismatch` for a kind of value that no component of this engine has.
    package func result(in store: borrowing WasmStore) throws(WasmError) -> ComponentValue? {
        guard let result = results.baseAddress, !results.isEmpty else { return nil }
        return try ComponentValue(result, store.context)
    }

    /// Copies a result that is a list of numbers to `destination`; nil, and nothing copied, if it is something else.
    ///
    /// Returns how many numbers there are: as many as fit were copied.
    package func copyFloats(to destination: UnsafeMutableBufferPointer<Float>) -> Int? {
        guard let result = results.first, UInt32(result.kind) == CAJON_COMPONENT_LIST.rawValue,
            isFloats(result.of.list)
        else { return nil }
        // SAFETY: a list holds `size` elements, all of the kind of the first.
        for index in 0..<min(result.of.list.size, destination.count) {
            destination[index] = result.of.list.data[index].of.f32
        }
        return result.of.list.size
    }

    /// Enters the component; an error is the caller's.
    mutating func call(_ context: OpaquePointer) -> OpaquePointer? {
        // What wasmtime replaces it deletes.
        var handle = function.handle
        return wasmtime_component_func_call(
            &handle, context, arguments.baseAddress, arguments.count, results.baseAddress, results.count)
    }
}
