// What clients write and sessions read is the same.

import Control
import Presets
import Testing

@Suite("A request")
struct ControlRequestTests {
    private static let cutoff = ParameterTarget(node: "low", parameter: "cutoff")

    static let actions: [ControlAction] = [
        .get(.everything), .get(.node("low")), .get(.parameter(cutoff)), .set(cutoff, .to(.number(0.1))),
        .set(cutoff, .to(.text("2.5kHz \"'\\\n🎛"))), .set(cutoff, .to(.flag(true))), .set(cutoff, .number(-3e-7)),
        .set(cutoff, .by(.text("-3dB"))), .set(cutoff, .position(0.25)), .set(cutoff, .turn(-0.002)),
        .set(ParameterTarget(node: "low", parameter: "@mix"), .to(.text("40%"))), .status, .meters,
        .load(.preset("warm-strings")), .load(.chain("filter | chorus")), .bypass(node: "low", .on),
        .bypass(node: "low", .off), .bypass(node: "low", .toggle), .insert(effect: "chorus mix=40%", .end),
        .insert(effect: "chorus", .before("low")), .insert(effect: "chorus", .after("low")),
        .insert(effect: "chorus", .at(0)), .remove(node: "low"), .move(node: "low", .at(3)),
        .move(node: "low", .before("high")), .replace(node: "low", effect: "wah"), .record(file: "take.wav"),
        .stopRecording, .learn(cutoff, minimum: nil, maximum: nil),
        .learn(cutoff, minimum: .number(1), maximum: .text("2 kHz"), picksUp: true), .unlearn(nil), .unlearn(cutoff),
        .midi,
        .save(file: "x.json", force: false), .save(file: "x.json", force: true),
        .subscribe(Subscription(metersPerSecond: 12.5, events: false)), .subscribe(Subscription()), .stop,
    ]

    @Test("arrives as it was sent, whatever it is", arguments: actions)
    func roundTrip(action: ControlAction) throws {
        let session = try FakeSession()
        if case .subscribe = action { return }
        _ = try session.client().ask(
            ControlRequest(action, id: .number(3), directory: "/some/where"), timeoutMilliseconds: 30_000)
        #expect(session.actions == [action])
        #expect(session.on { _, handler, _ in handler.directories } == ["/some/where"])
    }

    @Test("names a session's every action")
    func names() {
        #expect(Set(Self.actions.map(\.name)) == Set(ControlAction.names))
    }

    @Test("has relative paths start where it says")
    func paths() {
        #expect(ControlRequest(.status, directory: "/a").resolved("b.wav") == "/a/b.wav")
        #expect(ControlRequest(.status, directory: "/").resolved("b.wav") == "/b.wav")
        #expect(ControlRequest(.status, directory: "/a").resolved("/b.wav") == "/b.wav")
        #expect(ControlRequest(.status).resolved("b.wav") == "b.wav")
    }
}
