// Reads what a component imports and exports. Set-up only.
import CWasmtime

/// Goes through the items of one component's type, and counts them.
///
/// wasmtime finds the nth item by going through all before it, so reading all takes time in the square of their number.
struct ComponentItemReader {
    typealias Name = UnsafeMutablePointer<UnsafePointer<CChar>?>
    typealias Extern = UnsafeMutablePointer<OpaquePointer?>

    let engine: OpaquePointer
    private var remaining = ComponentItem.most

    init(engine: OpaquePointer) {
        self.engine = engine
    }

    /// Reads `count` items with `nth`, with the members of the instances among them.
    mutating func list(
        count: Int, nth: (Int, Name, UnsafeMutablePointer<Int>, Extern) -> Bool
    ) throws(WasmError) -> [ComponentItem] {
        try list(count: count, isWithinInstance: false, nth)
    }

    private mutating func list(
        count: Int, isWithinInstance: Bool, _ nth: (Int, Name, UnsafeMutablePointer<Int>, Extern) -> Bool
    ) throws(WasmError) -> [ComponentItem] {
        guard count <= remaining else { throw .tooManyItems() }
        remaining -= count
        var items: [ComponentItem] = []
        for index in 0..<count {
            var name: UnsafePointer<CChar>?
            var byteCount = 0
            var extern: OpaquePointer?
            guard nth(index, &name, &byteCount, &extern), let extern else { continue }
            defer { wasmtime_component_extern_delete(extern) }
            var item = wasmtime_component_item_t()
            wasmtime_component_extern_type(extern, &item)
            defer { wasmtime_component_item_delete(&item) }
            // SAFETY: the name has `byteCount` bytes and belongs to the type that is read, which outlives this.
            let text = String(decoding: UnsafeRawBufferPointer(start: name, count: byteCount), as: UTF8.self)
            let kind = ComponentItem.Kind(item.kind)
            // Only to a depth of one: what is deeper could be more than anybody can read.
            guard kind == .instance, !isWithinInstance else {
                items.append(ComponentItem(text, kind))
                continue
            }
            // SAFETY: `kind` says which member of the union is set.
            let instance = item.of.component_instance
            let memberCount = wasmtime_component_instance_type_export_count(instance, engine)
            let engine = engine
            let members = try list(count: memberCount, isWithinInstance: true) {
                wasmtime_component_instance_type_export_nth(instance, engine, $0, $1, $2, $3)
            }
            items.append(ComponentItem(text, kind, members: members))
        }
        return items
    }
}
