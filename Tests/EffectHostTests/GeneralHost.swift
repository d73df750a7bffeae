// What the suites on components share: the same guests as modules and as components. Test threads.

import EffectHost
import TestSupport
import WasmEngine

extension Host {
    static let reason = "is a test"

    static func loadGeneral(_ component: GuestComponent, _ loader: EffectLoader? = nil) throws -> EffectModule {
        try loadGeneral(text: component.text, loader)
    }

    static func loadGeneral(text: String, _ loader: EffectLoader? = nil) throws -> EffectModule {
        try (loader ?? patient.get()).loadGeneral(WasmEngine.wasm(fromText: text), name: "guest", reasons: [reason])
    }

    /// Why a component is refused when it is loaded; nil when it isn't.
    static func generalRefusal(of text: String, _ loader: EffectLoader? = nil) throws -> EffectError? {
        do {
            _ = try loadGeneral(text: text, loader)
            return nil
        } catch let error as EffectError {
            return error
        }
    }

    static func generalPlayer(
        _ guest: Guest, _ loader: EffectLoader? = nil, gain: Float = 1, channelCount: Int = 2,
        sidechainChannelCount: Int = 2, maximumFrameCount: Int = 64, policy: EffectPolicy = .offline
    ) throws -> Player {
        try Player(
            loadGeneral(GuestComponent(guest), loader), gain: gain, channelCount: channelCount,
            sidechainChannelCount: sidechainChannelCount, maximumFrameCount: maximumFrameCount, policy: policy)
    }

    /// As `live`, with the guest as a component.
    static func liveGeneral(_ guest: Guest, _ loader: EffectLoader? = nil) throws -> EffectError? {
        do {
            let player = try generalPlayer(guest, loader)
            let input = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)
            for _ in 0..<3 {
                guard player.play(input, sidechain: input) != nil else {
                    guard let fault = player.instance.takeFault() else { return nil }
                    return EffectError(.fault(fault), effect: "guest")
                }
            }
            try player.instance.reset()
            return nil
        } catch let error as EffectError {
            return error
        }
    }
}
