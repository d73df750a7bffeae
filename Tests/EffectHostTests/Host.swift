// What the suites share: loaders with long and with short limits, and a whole life of an effect. Test threads.

import EffectHost
import TestSupport
import WasmEngine

enum Host {
    /// For effects that behave: limits that no busy machine reaches. Nothing is cached, so every module is compiled.
    static let patient = Result { () throws(EffectError) in try EffectLoader(cache: nil) }

    /// In milliseconds, for everything; long enough that a short call on a busy machine isn't taken for an endless one.
    static let shortLimit = 100

    /// For effects that never end.
    static let impatient = Result { () throws(EffectError) in
        try loader { limits in
            limits.setupMilliseconds = shortLimit
            limits.blockMilliseconds = shortLimit
        }
    }

    static func loader(_ change: (inout EffectLimits) -> Void) throws(EffectError) -> EffectLoader {
        var limits = EffectLimits()
        change(&limits)
        return try EffectLoader(limits: limits, cache: nil)
    }

    static func load(_ guest: Guest, _ loader: EffectLoader? = nil) throws -> EffectModule {
        try load(WasmEngine.wasm(fromText: guest.text), loader)
    }

    static func load(_ wasm: [UInt8], _ loader: EffectLoader? = nil) throws -> EffectModule {
        try (loader ?? patient.get()).load(wasm, name: "guest")
    }

    /// Why a guest is refused when it is loaded; nil when it isn't.
    static func refusal(of guest: Guest, _ loader: EffectLoader? = nil) throws -> EffectError? {
        try refusal(of: WasmEngine.wasm(fromText: guest.text), loader)
    }

    static func refusal(of wasm: [UInt8], _ loader: EffectLoader? = nil) throws -> EffectError? {
        do {
            _ = try load(wasm, loader)
            return nil
        } catch let error as EffectError {
            return error
        }
    }

    /// Two instances of one module, configured for stereo with a side-chain, in blocks of up to 64 frames.
    static func player(
        _ guest: Guest, _ loader: EffectLoader? = nil, gain: Float = 1, channelCount: Int = 2,
        sidechainChannelCount: Int = 2, maximumFrameCount: Int = 64
    ) throws -> Player {
        try Player(
            load(guest, loader), gain: gain, channelCount: channelCount,
            sidechainChannelCount: sidechainChannelCount, maximumFrameCount: maximumFrameCount)
    }

    /// Calls everything that an effect has, in the order in which a host does; what ended it, if anything did.
    static func live(_ guest: Guest, _ loader: EffectLoader? = nil) throws -> EffectError? {
        do {
            let player = try player(guest, loader)
            let input = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)
            for _ in 0..<3 {
                // What the last block ended is known when the next one begins.
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

extension EffectError {
    /// What the effect did, for errors that are faults.
    var fault: EffectFault? {
        if case .fault(let fault) = kind { fault } else { nil }
    }
}
