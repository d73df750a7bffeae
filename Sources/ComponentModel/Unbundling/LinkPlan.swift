// A component taken apart, before it is made simpler. A value, any thread.

import WasmBinary

/// Instances to be made one after the other, host functions, and exports.
struct LinkPlan {
    struct Step {
        /// A module, by its number.
        let module: Int
        /// One for each import of the module.
        var imports: [CoreValue]
        /// It is done when another module was instantiated, or not at all any more.
        var isRemoved = false
        /// Only its import is to be called.
        var isCall = false
    }

    var modules: [LinkModule] = []
    var steps: [Step] = []
    var hosts: [HostValue] = []
    var imported: [ImportedFunction] = []
    var lifted: [LiftedFunction] = []
    var exports: [LiftedExport] = []
    var resources: [UnbundledComponent.ImportedResource] = []
    var componentInstanceCount = 0
    private var hostPlaces: [HostValue: Int] = [:]

    /// The number of a host function: the same for equal ones.
    mutating func number(of host: HostValue) -> Int {
        if let known = hostPlaces[host] { return known }
        hostPlaces[host] = hosts.count
        hosts.append(host)
        return hosts.count - 1
    }
}
