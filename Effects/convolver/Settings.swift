// What a preset may tell the convolver beyond numbers: which impulse response. The contract's `settings`; called before
// `configure`.

/// The asset's name; the contract allows 1024 bytes.
nonisolated(unsafe) var impulseName = TextOption("impulse", initial: "impulse.wav", mostBytes: 1024)

/// Takes the options, JSON text; returns what the contract asks for.
@_expose(wasm, "cajon:effect/settings@0.1.0#set-options")
@_cdecl("cajon_set_options_entry")
public func setOptions(_ json: UnsafePointer<UInt8>?, _ byteCount: Int) -> UnsafeRawPointer {
    Options.set(&impulseName, json, byteCount)
}

/// Refuses a message.
@_expose(wasm, "cajon:effect/settings@0.1.0#receive")
@_cdecl("cajon_receive_entry")
public func receive(_ json: UnsafePointer<UInt8>?, _ byteCount: Int) -> UnsafeRawPointer {
    Options.refuseMessage()
}
