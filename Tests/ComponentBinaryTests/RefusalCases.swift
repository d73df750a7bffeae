// Components that make no sense, each for one reason. Test threads.

import ComponentBinary

extension RefusalTests.Case {
    init(_ section: ComponentSectionKind, _ reason: String, _ text: String, isOursAlone: Bool = false) {
        self.init(text: text, section: section, reason: reason, isOursAlone: isOursAlone)
    }

    static let memory = """
        (core module $m (memory (export "memory") 1) (func (export "f") (param i32 i32) (result i32) i32.const 0)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0) (func (export "n")))
        (core instance $i (instantiate $m))
        (alias core export $i "memory" (core memory $mem)) (alias core export $i "realloc" (core func $realloc))
        (alias core export $i "f" (core func $f)) (alias core export $i "n" (core func $n))
        """

    static let all: [RefusalTests.Case] = indices + names + types + resources + canonical + instances + gated

    private static let indices: [RefusalTests.Case] = [
        .init(.coreInstance, "core module 0 does not exist", "(core instance (instantiate 0))"),
        .init(.coreInstance, "core function 3 does not exist", "(core instance (export \"a\" (func 3)))"),
        .init(.coreInstance, "core table 0 does not exist", "(core instance (export \"a\" (table 0)))"),
        .init(.coreInstance, "core memory 0 does not exist", "(core instance (export \"a\" (memory 0)))"),
        .init(.coreInstance, "core global 0 does not exist", "(core instance (export \"a\" (global 0)))"),
        .init(.instance, "component 1 does not exist", "(component) (instance (instantiate 1))"),
        .init(.instance, "instance 0 does not exist", "(instance (export \"a\" (instance 0)))"),
        .init(.instance, "function 0 does not exist", "(instance (export \"a\" (func 0)))"),
        .init(.type, "type 1 does not exist", "(type (list 1))"),
        .init(.export, "type 0 does not exist", "(export \"a\" (type 0))"),
        .init(.import, "type 4 does not exist", "(import \"a\" (func (type 4)))"),
        .init(.import, "core type 0 does not exist", "(import \"a\" (core module (type 0)))"),
        .init(.alias, "instance 7 does not exist", "(alias export 7 \"a\" (func))"),
        .init(.alias, "core instance 7 does not exist", "(alias core export 7 \"a\" (core func))"),
        .init(.alias, "reaches 2 scopes outwards where there are 1", "(alias outer 2 0 (type))"),
        .init(.alias, "component 0 does not exist", "(component (alias outer 1 0 (component)))"),
        .init(.canonical, "core function 0 does not exist", "(type (func)) (func (type 0) (canon lift (core func 0)))"),
        .init(.canonical, "function 0 does not exist", "(core func (canon lower (func 0)))"),
        .init(.canonical, "type 0 does not exist", "(core func (canon resource.drop 0))"),
        .init(.alias, "instance 0 exports no ‘b’", "(import \"a\" (instance)) (alias export 0 \"b\" (func))"),
        .init(.alias, "core instance 0 exports no ‘b’", "(core instance) (alias core export 0 \"b\" (core func))"),
        .init(
            .alias, "is a function; expected a type",
            "(import \"a\" (instance (export \"b\" (func)))) (alias export 0 \"b\" (type))"),
        .init(.alias, "is a function; expected a memory", memory + "(alias core export $i \"f\" (core memory))"),
    ]

    private static let names: [RefusalTests.Case] = [
        .init(.import, "‘a_b’ is no name for imports", "(import \"a_b\" (func))"),
        .init(.import, "‘a-’ is no name", "(import \"a-\" (func))"),
        .init(.import, "‘’ is no name", "(import \"\" (func))"),
        .init(.import, "‘aB’ is no name", "(import \"aB\" (func))"),
        .init(.import, "‘1a’ is no name", "(import \"1a\" (func))"),
        .init(.import, "‘é’ is no name", "(import \"é\" (func))"),
        .init(.import, "‘A:b/c’ is no name", "(import \"A:b/c\" (func))"),
        .init(.import, "‘a:b/c@1.2’ is no name", "(import \"a:b/c@1.2\" (func))"),
        .init(.import, "‘a:b/c@01.0.0’ is no name", "(import \"a:b/c@01.0.0\" (func))"),
        .init(.import, "‘a:b/c@1.0.0-’ is no name", "(import \"a:b/c@1.0.0-\" (func))"),
        .init(.import, "‘[get]a’ is no name", "(import \"[get]a\" (func (result u8)))"),
        .init(.import, "‘[method]a’ is no name", "(import \"[method]a\" (func))"),
        .init(.import, "two imports are called ‘a’", "(import \"a\" (func)) (import \"a\" (func))"),
        .init(.import, "too much alike", "(import \"a-B\" (func)) (import \"A-b\" (func))"),
        .init(
            .export, "two exports are called ‘a’",
            "(component $c) (export \"a\" (component $c)) (export \"a\" (component $c))"),
        .init(
            .instance, "two exports are called ‘a’",
            "(component $c) (instance (export \"a\" (component $c)) (export \"a\" (component $c)))"),
        .init(
            .coreInstance, "two exports are called ‘a’",
            memory + "(core instance (export \"a\" (func $f)) (export \"a\" (func $n)))"),
        .init(.type, "two exports are called ‘a’", "(type (instance (export \"a\" (func)) (export \"a\" (func))))"),
        .init(.type, "two imports are called ‘a’", "(type (component (import \"a\" (func)) (import \"a\" (func))))"),
        .init(.type, "‘x_y’ is no name for fields", "(type (record (field \"x_y\" u8)))"),
        .init(.type, "two fields are called ‘x’", "(type (record (field \"x\" u8) (field \"x\" u8)))"),
        .init(.type, "among cases, ‘X’ and ‘x’", "(type (variant (case \"x\") (case \"X\")))"),
        .init(.type, "among flags, ‘X’ and ‘x’", "(type (flags \"x\" \"X\"))"),
        .init(.type, "two cases are called ‘x’", "(type (enum \"x\" \"x\"))"),
        .init(.type, "two parameters are called ‘x’", "(type (func (param \"x\" u8) (param \"x\" u8)))"),
        .init(.import, "is a name for a function", "(import \"[constructor]a\" (instance))"),
        .init(.import, "should return an owned handle", "(import \"[constructor]a\" (func))"),
        .init(.import, "should have a borrowed handle", "(import \"[method]a.b\" (func (param \"self\" u8)))"),
        .init(.import, "which is no resource here", "(import \"[static]a.b\" (func))"),
        .init(
            .import, "not ‘b’",
            "(import \"a\" (type $a (sub resource))) (import \"[method]b.c\" (func (param \"self\" (borrow $a))))"),
        .init(
            .import, "too much alike",
            "(import \"a\" (type $a (sub resource))) (import \"[method]a.a\" (func (param \"self\" (borrow $a))))"),
        .init(
            .import, "too much alike",
            """
            (import "a" (type $a (sub resource))) (import "[method]a.b" (func (param "self" (borrow $a))))
            (import "[static]a.b" (func))
            """),
        .init(
            .export, "has no name here",
            """
            (component $c (import "a" (type $a (sub resource))) (import "f" (func $f (result (own $a))))
              (export "[constructor]a" (func $f)))
            """),
    ]

    private static let gated: [RefusalTests.Case] = [
        .init(.start, "a start function, which is not supported", "(import \"f\" (func $f)) (start $f)"),
        .init(.import, "a value, which is not supported", "(import \"a\" (value u8))"),
        .init(.type, "an asynchronous function", "(type (func async))"),
        .init(.type, "the type ‘stream’", "(type (stream))"),
        .init(.type, "the type ‘future’", "(type (future))"),
        .init(.type, "the type ‘map’", "(type (map string u8))"),
        .init(.type, "the type ‘error-context’", "(type error-context)"),
        .init(.type, "the type ‘error-context’", "(type (list error-context))"),
        .init(.type, "a list of fixed length", "(type (list u8 4))"),
        .init(.canonical, "the built-in ‘task.cancel’", "(core func (canon task.cancel))"),
        .init(.canonical, "the built-in ‘backpressure.inc’", "(core func (canon backpressure.inc))"),
        .init(.canonical, "the built-in ‘waitable-set.new’", "(core func (canon waitable-set.new))"),
        .init(.canonical, "the built-in ‘task.return’", "(core func (canon task.return (result u8)))"),
        .init(.canonical, "the built-in ‘error-context.drop’", "(core func (canon error-context.drop))"),
        .init(.canonical, "the canonical option ‘async’", memory + "(func (canon lift (core func $n) async))"),
        .init(.import, "a name that begins with ‘url=’", "(import \"url=<http://a>\" (func))", isOursAlone: true),
        .init(
            .import, "a name that begins with ‘locked-dep=’",
            "(import \"locked-dep=<a:b>\" (func))", isOursAlone: true),
        .init(
            .import, "a name that begins with ‘unlocked-dep=’", "(import \"unlocked-dep=<a:b>\" (func))",
            isOursAlone: true),
        .init(
            .import, "a name that begins with ‘integrity=’", "(import \"integrity=<sha256-abcd>\" (func))",
            isOursAlone: true),
    ]
}
