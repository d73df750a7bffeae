// The world `test:plugin/plugin` in Swift, on top of plugin.h: made by
// `cajon bindings swift`, not to be changed by hand.
// swift-format-ignore-file

internal import CWorld

enum Host {
    /// A file that the host has open.
    typealias File = test_plugin_host_file_own
    typealias BorrowedFile = test_plugin_host_file_borrow

    static func fileRead(object: Host.BorrowedFile, byteCount: UInt32) -> test_plugin_u8_list {
        test_plugin_host_file_read(object, byteCount)
    }

    static func `open`(path: test_plugin_string) -> test_plugin_host_file_own_option {
        test_plugin_host_open(path)
    }
}

enum Guest {
    typealias Voice = test_plugin_guest_voice_own
}

/// What is to be written, in an extension of `Guest`.
protocol GuestExports {
    static func voiceConstructor(pitch: Float) -> Guest.Voice

    static func voiceRender(object: OpaquePointer, frameCount: UInt32) -> test_plugin_f32_list

    static func voiceTwin(object: OpaquePointer) -> Guest.Voice

    static func voicePlayFrom(object: OpaquePointer, file: Host.BorrowedFile)

    static func mix(voices: test_plugin_guest_voice_list, solo: test_plugin_guest_voice_option) -> test_plugin_f32_list

    static func keep(file: Host.File, register: Guest.Voice)

    /// Nobody owns it any more.
    static func voiceDestroy(_ object: OpaquePointer)
}

extension Guest: GuestExports {}

@_expose(wasm, "test:plugin/guest#[constructor]voice")
@_cdecl("test_plugin_guest_voice_constructor_entry")
public func testPluginGuestVoiceConstructorEntry(_ pitch: Float) -> UInt32 {
    let result = Guest.voiceConstructor(pitch: pitch)
    return result.handle
}

@_expose(wasm, "test:plugin/guest#[method]voice.render")
@_cdecl("test_plugin_guest_voice_render_entry")
public func testPluginGuestVoiceRenderEntry(_ object: UnsafeRawPointer?, _ frameCount: UInt32) -> UnsafeRawPointer {
    let result = Guest.voiceRender(object: OpaquePointer(object!), frameCount: frameCount)
    return UnsafeRawPointer(test_plugin_f32_list_keep(result))
}

@_expose(wasm, "test:plugin/guest#[method]voice.twin")
@_cdecl("test_plugin_guest_voice_twin_entry")
public func testPluginGuestVoiceTwinEntry(_ object: UnsafeRawPointer?) -> UInt32 {
    let result = Guest.voiceTwin(object: OpaquePointer(object!))
    return result.handle
}

@_expose(wasm, "test:plugin/guest#[method]voice.play-from")
@_cdecl("test_plugin_guest_voice_play_from_entry")
public func testPluginGuestVoicePlayFromEntry(_ object: UnsafeRawPointer?, _ file: UInt32) {
    Guest.voicePlayFrom(object: OpaquePointer(object!), file: test_plugin_host_file_borrow(handle: file))
}

@_expose(wasm, "test:plugin/guest#mix")
@_cdecl("test_plugin_guest_mix_entry")
public func testPluginGuestMixEntry(
    _ voicesData: UnsafeRawPointer?, _ voicesLength: Int, _ soloIsSome: UInt32, _ soloSlot0: UnsafeRawPointer?
) -> UnsafeRawPointer {
    let result = Guest.mix(
        voices: test_plugin_guest_voice_list(data: voicesData?.assumingMemoryBound(to: OpaquePointer?.self),
            length: voicesLength),
        solo: test_plugin_guest_voice_option_lift(soloIsSome, soloSlot0.map { OpaquePointer($0) }))
    return UnsafeRawPointer(test_plugin_f32_list_keep(result))
}

@_expose(wasm, "test:plugin/guest#keep")
@_cdecl("test_plugin_guest_keep_entry")
public func testPluginGuestKeepEntry(_ file: UInt32, _ register: UInt32) {
    Guest.keep(file: test_plugin_host_file_own(handle: file), register: test_plugin_guest_voice_own(handle: register))
}

@_expose(wasm, "test:plugin/guest#[dtor]voice")
@_cdecl("test_plugin_guest_voice_destroy_entry")
public func testPluginGuestVoiceDestroyEntry(_ object: UnsafeMutableRawPointer) {
    Guest.voiceDestroy(OpaquePointer(object))
}

#if TEST_PLUGIN_POST_RETURN
/// What results' memory is given back by, once they have been read; in an extension of `Guest`.
protocol GuestPostReturns {
    static func voiceRenderPostReturn(_ result: test_plugin_f32_list)
    static func mixPostReturn(_ result: test_plugin_f32_list)
}

extension Guest: GuestPostReturns {}

@_expose(wasm, "cabi_post_test:plugin/guest#[method]voice.render")
@_cdecl("test_plugin_guest_voice_render_post_return_entry")
public func testPluginGuestVoiceRenderPostReturnEntry(_ result: UnsafeRawPointer) {
    Guest.voiceRenderPostReturn(result.assumingMemoryBound(to: test_plugin_f32_list.self).pointee)
}

@_expose(wasm, "cabi_post_test:plugin/guest#mix")
@_cdecl("test_plugin_guest_mix_post_return_entry")
public func testPluginGuestMixPostReturnEntry(_ result: UnsafeRawPointer) {
    Guest.mixPostReturn(result.assumingMemoryBound(to: test_plugin_f32_list.self).pointee)
}
#endif
