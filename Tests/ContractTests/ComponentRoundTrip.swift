// What is read of a component and written again. Test threads.

import ComponentBinary
import ComponentModel
import Testing
import WIT

enum ComponentRoundTrip {
    /// The component's bytes, and its world, which has the contract's processor among its exports.
    static func check(_ wasm: [UInt8], _ name: String) throws {
        let limits = ComponentLimits.forTools
        let component = try ValidatedComponent(parsing: wasm, limits: limits)
        // Tools may write sizes with more bytes than they need, which come out as short as they can be.
        let written = component.component.encoded()
        let again = try ValidatedComponent(parsing: written, limits: limits)
        #expect(again.component == component.component, "\(name)")
        #expect(again.component.encoded() == written, "\(name)")
        #expect(written.count <= wasm.count, "\(name)")
        let world = try component.world()
        #expect(try Resolution(parsing: world.text) == world.resolution, "\(name)")
        #expect(world.world.exports.contains { $0.externalName == "cajon:effect/processor@0.1.0" }, "\(name)")
    }
}
