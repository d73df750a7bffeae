// What a kernel may import: the handles of its own resources. Runs on the thread that runs the effect.
// Source: CanonicalABI.md, `canon resource.new`, `resource.rep`, `resource.drop`; the names are wit-component's.

import CanonicalABI
import WIT
import WasmEngine

/// The functions by which a kernel makes, reads and drops handles of the resources it implements.
enum KernelIntrinsics {
    private enum Operation: String, CaseIterable {
        case new = "[resource-new]"
        case representation = "[resource-rep]"
        case drop = "[resource-drop]"

        var signature: CoreSignature { CoreSignature([.i32], self == .drop ? [] : [.i32]) }
    }

    static func moduleName(_ interfaceName: String) -> String { "[export]\(interfaceName)" }

    /// The type of the import of that name; nil when there is none.
    static func signature(of name: String, resources: [TypeDefinition]) -> CoreSignature? {
        for operation in Operation.allCases where name.hasPrefix(operation.rawValue) {
            let resource = name.dropFirst(operation.rawValue.count)
            return resources.contains { $0.name == resource } ? operation.signature : nil
        }
        return nil
    }

    /// All of them, for a kernel with these resources. Each body carries one number, the resource's.
    static func functions(_ interfaceName: String, _ resources: [TypeDefinition]) -> [HostFunction] {
        resources.enumerated().flatMap { index, resource in
            Operation.allCases.map { operation in
                let resourceIndex = UInt32(index)
                let body: HostFunction.Body =
                    switch operation {
                    case .new:
                        { userData, _, values, _ in
                            links(userData)?.pointee.makeHandle(values, resource: resourceIndex) ?? false
                        }
                    case .representation:
                        { userData, _, values, _ in
                            links(userData)?.pointee.readHandle(values, resource: resourceIndex) ?? false
                        }
                    case .drop:
                        { userData, call, values, _ in
                            links(userData)?.pointee.dropHandle(call, values, resource: resourceIndex) ?? false
                        }
                    }
                return HostFunction(
                    module: moduleName(interfaceName), name: operation.rawValue + resource.name,
                    signature: FunctionSignature(operation.signature), body: body)
            }
        }
    }

    /// SAFETY: the user data of an effect's store is its `GuestContext`.
    @_noLocks
    private static func links(_ userData: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<KernelLinks>? {
        userData?.assumingMemoryBound(to: GuestContext.self).pointee.kernels
    }
}

extension KernelLinks {
    @_noLocks
    fileprivate mutating func makeHandle(_ values: UnsafeMutablePointer<RawValue>, resource: UInt32) -> Bool {
        guard mayCallOut else { return refuseCallOut(.calledBack) }
        do {
            values[0] = RawValue(u32: try kernels[current].kernelHandles.addOwn(values[0].u32, resource: resource))
            return true
        } catch {
            return refuseCallOut(.tooManyHandles)
        }
    }

    @_noLocks
    fileprivate mutating func readHandle(_ values: UnsafeMutablePointer<RawValue>, resource: UInt32) -> Bool {
        guard mayCallOut else { return refuseCallOut(.calledBack) }
        do {
            let handle = values[0].u32
            values[0] = RawValue(u32: try kernels[current].kernelHandles.representation(handle, resource: resource))
            return true
        } catch {
            return refuseCallOut(.badHandle)
        }
    }

    /// A kernel drops a handle of its own: the resource goes, and its destructor is called in the middle of the kernel.
    @_noLocks
    fileprivate mutating func dropHandle(
        _ call: HostCall, _ values: UnsafeMutablePointer<RawValue>, resource: UInt32
    ) -> Bool {
        guard mayCallOut else { return refuseCallOut(.calledBack) }
        let representation: UInt32
        do {
            representation = try kernels[current].kernelHandles.give(values[0].u32, resource: resource)
        } catch {
            return refuseCallOut(.badHandle)
        }
        guard let destructor = kernels[current].destructors[Int(resource)] else { return true }
        values[0] = RawValue(u32: representation)
        guard let trap = call.call(destructor, values, count: 1) else { return true }
        failure = .trapped(trap)
        return false
    }

    @_noLocks
    private mutating func refuseCallOut(_ rule: KernelRule.Rule) -> Bool {
        failure = .broke(KernelRule(rule: rule, side: .kernel))
        return false
    }
}
