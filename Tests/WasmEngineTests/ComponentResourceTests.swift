// Resources: the host's in a component's hands, and a component's in the host's.
import Synchronization
import TestSupport
import Testing
import WasmEngine

@Suite struct ComponentResourceTests {
    private static let thing = HostResourceType(id: 1, name: "thing")
    private static let other = HostResourceType(id: 2, name: "other")

    /// Notes what becomes of the host's resources.
    private final class Notes: Sendable {
        let dropped = Mutex<[UInt32]>([])
        let seen = Mutex<[ComponentValue]>([])
    }

    /// `make` gives an own of number 7, `look` takes a borrow, `take` an own.
    private static func host(_ notes: Notes) -> HostInterface {
        HostInterface(
            "test:host/things",
            functions: [
                "make": { _, _ throws(HostRefusal) in .hostResource(HostResource(thing, representation: 7)) },
                "look": { _, arguments throws(HostRefusal) in
                    notes.seen.withLock { $0 += arguments }
                    return nil
                },
                "take": { _, arguments throws(HostRefusal) in
                    notes.seen.withLock { $0 += arguments }
                    return nil
                },
            ],
            resources: [
                "thing": .init(thing) { _, representation in notes.dropped.withLock { $0.append(representation) } }
            ])
    }

    /// A component that imports them and runs `body`, with `$make`, `$look`, `$take` and `$drop`.
    private static func holder(_ body: String, parameter: String = "") -> String {
        """
        (component
          (import "test:host/things" (instance $things
            (export "thing" (type $thing (sub resource)))
            (export "make" (func (result (own $thing))))
            (export "look" (func (param "it" (borrow $thing))))
            (export "take" (func (param "it" (own $thing))))))
          (alias export $things "thing" (type $thing))
          (core func $make (canon lower (func $things "make")))
          (core func $look (canon lower (func $things "look")))
          (core func $take (canon lower (func $things "take")))
          (core func $drop (canon resource.drop $thing))
          (core module $m
            (import "h" "make" (func $make (result i32)))
            (import "h" "look" (func $look (param i32)))
            (import "h" "take" (func $take (param i32)))
            (import "h" "drop" (func $drop (param i32)))
            (func (export "run") \(parameter.isEmpty ? "" : "(param $given i32)") (local $it i32) \(body))
            (func (export "give") (result i32) (call $make)))
          (core instance $i (instantiate $m (with "h" (instance
            (export "make" (func $make)) (export "look" (func $look)) (export "take" (func $take))
            (export "drop" (func $drop))))))
          (func (export "run") \(parameter) (canon lift (core func $i "run")))
          (func (export "give") (result (own $thing)) (canon lift (core func $i "give"))))
        """
    }

    @Test func `a component gets a resource of the host's, lends it, and drops it`() throws {
        let notes = Notes()
        var running = try ComponentGuests.running(
            Self.holder(
                """
                (local.set $it (call $make))
                (call $look (local.get $it)) (call $look (local.get $it)) (call $drop (local.get $it))
                """), granting: [Self.host(notes)])
        #expect(try running.value("run") == nil)
        let lent = ComponentValue.hostResource(HostResource(Self.thing, representation: 7).borrowed)
        #expect(notes.seen.withLock { $0 } == [lent, lent])
        #expect(notes.dropped.withLock { $0 } == [7])
    }

    @Test func `an own given back to the host is the host's again, and is not dropped`() throws {
        let notes = Notes()
        var running = try ComponentGuests.running(
            Self.holder("(call $take (call $make))"), granting: [Self.host(notes)])
        #expect(try running.value("run") == nil)
        let own = ComponentValue.hostResource(HostResource(Self.thing, representation: 7))
        #expect(notes.seen.withLock { $0 } == [own])
        #expect(try running.value("give") == own)
        #expect(notes.dropped.withLock { $0 } == [])
    }

    @Test(arguments: [
        ("forged", "(call $look (i32.const 5))"),
        ("zero", "(call $look (i32.const 0))"),
        ("dropped twice", "(local.set $it (call $make)) (call $drop (local.get $it)) (call $drop (local.get $it))"),
        (
            "lent after it was dropped",
            "(local.set $it (call $make)) (call $drop (local.get $it)) (call $look (local.get $it))"
        ),
        ("given away twice", "(local.set $it (call $make)) (call $take (local.get $it)) (call $take (local.get $it))"),
    ])
    func `a handle that is none traps`(what: String, body: String) throws {
        var running = try ComponentGuests.running(Self.holder(body), granting: [Self.host(Notes())])
        #expect(try running.report("run").code == .canonicalABI)
    }

    @Test func `a borrow from the host ends with the call, or traps`() throws {
        let parameter = #"(param "it" (borrow $thing))"#
        let notes = Notes()
        let lent = ComponentValue.hostResource(HostResource(Self.thing, representation: 9).borrowed)
        var kept = try ComponentGuests.running(
            Self.holder("(call $look (local.get $given))", parameter: parameter), granting: [Self.host(notes)])
        #expect(try kept.report("run", [lent]).code == .canonicalABI)
        #expect(notes.seen.withLock { $0 } == [lent])
        var returned = try ComponentGuests.running(
            Self.holder("(call $drop (local.get $given))", parameter: parameter), granting: [Self.host(notes)])
        for _ in 0..<3 { #expect(try returned.value("run", [lent]) == nil) }
        #expect(notes.dropped.withLock { $0 } == [])
        var taken = try ComponentGuests.running(
            Self.holder("(call $take (local.get $given))", parameter: parameter), granting: [Self.host(notes)])
        #expect(try taken.report("run", [lent]).code == .canonicalABI)
    }

    @Test func `a resource of another type of the host's is refused`() throws {
        var running = try ComponentGuests.running(
            Self.holder("(call $drop (local.get $given))", parameter: #"(param "it" (own $thing))"#),
            granting: [Self.host(Notes())])
        let wrong = ComponentValue.hostResource(HostResource(Self.other, representation: 7))
        #expect(try running.report("run", [wrong]).code == .canonicalABI)
    }

    // MARK: A component's own resources

    /// Exports a resource `counter` with a constructor, a method, a static function and a destructor that counts.
    static let counter = """
        (component
          (core module $m
            (memory 1)
            (global $dropped (mut i32) (i32.const 0))
            (func (export "destroy") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
            (func (export "dropped") (result i32) (global.get $dropped))
            (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
            (func (export "same") (param i32) (result i32) (local.get 0)))
          (core instance $i (instantiate $m))
          (type $counter' (resource (rep i32) (dtor (core func $i "destroy"))))
          (export $counter "counter" (type $counter'))
          (core func $new (canon resource.new $counter'))
          (core func $rep (canon resource.rep $counter'))
          (core module $n
            (import "r" "new" (func $new (param i32) (result i32)))
            (import "r" "rep" (func $rep (param i32) (result i32)))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "open") (param i32) (result i32) (call $rep (local.get 0))))
          (core instance $j (instantiate $n (with "r" (instance (export "new" (func $new)) (export "rep" (func $rep))))))
          (func (export "[constructor]counter") (param "start" u32) (result (own $counter))
            (canon lift (core func $j "make")))
          (func (export "[method]counter.double") (param "self" (borrow $counter)) (result u32)
            (canon lift (core func $i "double")))
          (func (export "finish") (param "it" (own $counter)) (result u32) (canon lift (core func $j "open")))
          (func (export "pass") (param "it" (own $counter)) (result (own $counter))
            (canon lift (core func $i "same")))
          (func (export "dropped") (result u32) (canon lift (core func $i "dropped"))))
        """

    private func resource(_ value: ComponentValue?) throws -> ComponentResource {
        guard case .resource(let resource)? = value else {
            Issue.record("\(String(describing: value))")
            throw UnexpectedReturn(value: value)
        }
        return resource
    }

    @Test func `the host makes, lends, passes on and drops a component's resource`() throws {
        var running = try ComponentGuests.running(Self.counter)
        let made = try resource(try running.value("[constructor]counter", [.u32(21)]))
        #expect(made.isOwned)
        #expect(try running.value("[method]counter.double", [.resource(made)]) == .u32(42))
        #expect(try running.value("[method]counter.double", [.resource(made)]) == .u32(42))
        let passed = try resource(try running.value("pass", [.resource(made)]))
        #expect(try running.value("[method]counter.double", [.resource(passed)]) == .u32(42))
        #expect(try running.value("dropped") == .u32(0))
        let dropped = running.store.drop(passed)
        #expect(dropped == nil)
        #expect(try running.value("dropped") == .u32(21))
    }

    @Test func `a handle that was dropped or passed on is of no more use, and does no harm`() throws {
        var running = try ComponentGuests.running(Self.counter)
        let made = try resource(try running.value("[constructor]counter", [.u32(1)]))
        let dropped = running.store.drop(made)
        #expect(dropped == nil)
        let again = running.store.drop(made)
        #expect(again?.describe().code == .canonicalABI)
        let second = try resource(try running.value("[constructor]counter", [.u32(2)]))
        #expect(try running.value("finish", [.resource(second)]) == .u32(2))
        #expect(try running.report("finish", [.resource(second)]).code == .canonicalABI)
    }

    @Test func `a handle of another store is refused`() throws {
        var one = try ComponentGuests.running(Self.counter)
        var other = try ComponentGuests.running(Self.counter)
        let made = try resource(try one.value("[constructor]counter", [.u32(1)]))
        #expect(try other.report("[method]counter.double", [.resource(made)]).code == .canonicalABI)
    }

    @Test func `a destructor that traps ends the component`() throws {
        let text = Self.counter.replacing(
            "(global.set $dropped (i32.add (global.get $dropped) (local.get 0)))", with: "unreachable")
        var running = try ComponentGuests.running(text)
        let made = try resource(try running.value("[constructor]counter", [.u32(1)]))
        let trap = running.store.drop(made)
        #expect(trap?.describe().code == .unreachable)
        #expect(try running.report("dropped").message.contains("after it trapped"))
    }
}
