// Components whose types, options or arguments make no sense, each for one reason. Test threads.

import ComponentBinary

extension RefusalTests.Case {
    static let types: [RefusalTests.Case] = [
        .init(.type, "a record has nothing in it", "(type (record))"),
        .init(.type, "a variant has nothing in it", "(type (variant))"),
        .init(.type, "a tuple has nothing in it", "(type (tuple))"),
        .init(.type, "flags has nothing in it", "(type (flags))"),
        .init(.type, "an enum has nothing in it", "(type (enum))"),
        .init(.type, "33 flags; at most 32", "(type (flags \((0..<33).map { "\"f\($0)\"" }.joined(separator: " "))))"),
        .init(.type, "is a function type; expected a value type", "(type (func)) (type (list 0))"),
        .init(.type, "is a value type; expected a resource type", "(type u8) (type (own 0))"),
        .init(.import, "is a value type; expected a function type", "(type u8) (import \"a\" (func (type 0)))"),
        .init(.import, "is a value type; expected an instance type", "(type u8) (import \"a\" (instance (type 0)))"),
        .init(.import, "is a value type; expected a component type", "(type u8) (import \"a\" (component (type 0)))"),
        .init(.import, "expected a core module type", "(core type (func)) (import \"a\" (core module (type 0)))"),
        .init(
            .type, "result holds a borrowed handle",
            "(import \"a\" (type $a (sub resource))) (type (func (result (borrow $a))))"),
        .init(.type, "defined inside a type", "(type (component (type (resource (rep i32)))))"),
        .init(
            .type, "an alias of a function inside a type",
            "(type (component (import \"i\" (instance (export \"f\" (func)))) (alias export 0 \"f\" (func))))"),
        .init(.alias, "refers to resources there", "(type (resource (rep i32))) (component (alias outer 1 0 (type)))"),
        .init(
            .import, "was not imported or exported by a name",
            "(type $r (record (field \"a\" u8))) (import \"f\" (func (param \"x\" $r)))"),
        .init(
            .export, "was not imported or exported by a name",
            "(type $e (enum \"a\")) (type $l (list $e)) (export \"l\" (type $l))"),
        .init(
            .coreType, "imports ‘b’ of ‘a’ twice",
            "(core type (module (import \"a\" \"b\" (func)) (import \"a\" \"b\" (func))))"),
        .init(
            .coreType, "two exports are called ‘a’",
            "(core type (module (export \"a\" (func)) (export \"a\" (func))))"),
        .init(.coreType, "core type 1 does not exist", "(core type (module (import \"a\" \"b\" (func (type 1)))))"),
        .init(.coreType, "65537 pages of memory", "(core type (module (import \"a\" \"b\" (memory 65537))))"),
        .init(.coreType, "above the maximum", "(core type (module (import \"a\" \"b\" (table 3 2 funcref))))"),
        .init(
            .coreType, "is a core module type", "(core type $m (module)) (core type (module (alias outer 1 $m (type))))"
        ),
        .init(.coreType, "an exception's tag", "(core type (module (import \"a\" \"b\" (tag))))"),
        .init(
            .coreModule, "imports ‘b’ of ‘a’ twice",
            "(core module (import \"a\" \"b\" (func)) (import \"a\" \"b\" (func)))"),
    ]

    static let resources: [RefusalTests.Case] = [
        .init(
            .type, "a destructor should have the core type",
            memory + "(type (resource (rep i32) (dtor (core func $n))))"),
        .init(
            .canonical, "is not defined in this component",
            "(import \"a\" (type $a (sub resource))) (core func (canon resource.new $a))"),
        .init(
            .canonical, "is not defined in this component",
            "(import \"a\" (type $a (sub resource))) (core func (canon resource.rep $a))"),
        .init(.canonical, "expected a resource type", "(type $a u8) (core func (canon resource.drop $a))"),
        .init(
            .import, "was not imported or exported by a name",
            "(type $r (resource (rep i32))) (import \"f\" (func (param \"x\" (own $r))))"),
        .init(
            .component, "refers to a resource type that the component defines itself",
            "(component (type $r (resource (rep i32))) (import \"r\" (type (eq $r))))"),
        .init(
            .instance, "another resource type",
            """
            (type $a (resource (rep i32))) (type $b (resource (rep i32)))
            (component $c (import "a" (type $a (sub resource))) (import "b" (type $b (eq $a))))
            (instance (instantiate $c (with "a" (type $a)) (with "b" (type $b))))
            """),
        .init(
            .instance, "found a record of 1 fields",
            """
            (type $u (record (field "a" u8))) (component $c (type $l (list u8)) (import "a" (type (eq $l))))
            (instance (instantiate $c (with "a" (type $u))))
            """),
    ]

    static let canonical: [RefusalTests.Case] = [
        .init(
            .canonical, "should have the core type (i32) -> ()",
            memory + "(func (param \"x\" u8) (canon lift (core func $n)))"),
        .init(
            .canonical, "option ‘memory’ is needed",
            memory + "(func (param \"x\" string) (result u8) (canon lift (core func $f)))"),
        .init(
            .canonical, "option ‘realloc’ is needed",
            memory + "(func (param \"x\" string) (result u8) (canon lift (core func $f) (memory $mem)))"),
        .init(
            .canonical, "‘realloc’ needs the option ‘memory’",
            memory + "(func (param \"x\" string) (result u8) (canon lift (core func $f) (realloc $realloc)))"),
        .init(
            .canonical, "‘realloc’ should have the core type",
            memory + """
                (func (param "x" string) (result u8)
                (canon lift (core func $f) (memory $mem) (realloc $n)))
                """),
        .init(
            .canonical, "‘post-return’ should have the core type",
            memory + "(func (canon lift (core func $n) (post-return $f)))"),
        .init(
            .canonical, "‘memory’ stands twice",
            memory + "(func (canon lift (core func $n) (memory $mem) (memory $mem)))"),
        .init(
            .canonical, "‘string-encoding’ stands twice",
            memory + "(func (canon lift (core func $n) string-encoding=utf8 string-encoding=utf16))"),
        .init(
            .canonical, "‘realloc’ stands twice",
            memory + "(func (canon lift (core func $n) (memory $mem) (realloc $realloc) (realloc $realloc)))"),
        .init(
            .canonical, "‘post-return’ stands twice",
            memory + "(func (canon lift (core func $n) (post-return $n) (post-return $n)))"),
        .init(
            .canonical, "is for lifted functions",
            memory + "(import \"a\" (func $a)) (core func (canon lower (func $a) (post-return $n)))"),
        .init(
            .canonical, "option ‘memory’ is needed",
            "(import \"a\" (func $a (param \"x\" string))) (core func (canon lower (func $a)))"),
        .init(
            .canonical, "option ‘memory’ is needed",
            "(import \"a\" (func $a (result (tuple u8 u8)))) (core func (canon lower (func $a)))"),
        .init(
            .canonical, "option ‘realloc’ is needed",
            memory + "(import \"a\" (func $a (result string))) (core func (canon lower (func $a) (memory $mem)))"),
        .init(.canonical, "core memory 9 does not exist", memory + "(func (canon lift (core func $n) (memory 9)))"),
        .init(
            .canonical, "expected a function type", memory + "(type $t u8) (func (type $t) (canon lift (core func $n)))"
        ),
    ]

    static let instances: [RefusalTests.Case] = [
        .init(
            .coreInstance, "nothing is given for the import ‘a’",
            "(core module $m (import \"a\" \"b\" (func))) (core instance (instantiate $m))"),
        .init(
            .coreInstance, "found no export of that name",
            """
            (core module $m (import "a" "b" (func))) (core instance $e)
            (core instance (instantiate $m (with "a" (instance $e))))
            """
        ),
        .init(
            .coreInstance, "expected function () -> ()",
            memory
                + """
                (core module $k (import "a" "f" (func)))
                (core instance (instantiate $k (with "a" (instance $i))))
                """
        ),
        .init(
            .coreInstance, "expected memory of 2 pages",
            memory
                + """
                (core module $k (import "a" "memory" (memory 2)))
                (core instance (instantiate $k (with "a" (instance $i))))
                """
        ),
        .init(
            .coreInstance, "two arguments are called ‘a’",
            memory + "(core instance (instantiate $m (with \"a\" (instance $i)) (with \"a\" (instance $i))))"),
        .init(
            .instance, "expected an argument ‘f’", "(component $c (import \"f\" (func))) (instance (instantiate $c))"),
        .init(
            .instance, "expected a function at ‘f’, found a component",
            "(component $c (import \"f\" (func))) (instance (instantiate $c (with \"f\" (component $c))))"),
        .init(
            .instance, "two arguments are called ‘f’",
            "(component $c) (instance (instantiate $c (with \"f\" (component $c)) (with \"f\" (component $c))))"),
        .init(
            .instance, "expected a function of 0 parameters",
            """
            (import "f" (func $f (param "x" u8))) (component $c (import "f" (func)))
            (instance (instantiate $c (with "f" (func $f))))
            """
        ),
        .init(
            .instance, "expected a parameter ‘x’",
            """
            (import "f" (func $f (param "y" u8))) (component $c (import "f" (func (param "x" u8))))
            (instance (instantiate $c (with "f" (func $f))))
            """),
        .init(
            .instance, "expected a function without result",
            """
            (import "f" (func $f (result u8))) (component $c (import "f" (func)))
            (instance (instantiate $c (with "f" (func $f))))
            """
        ),
        .init(
            .instance, "expected an export ‘g’ at ‘i’",
            """
            (instance $i) (component $c (import "i" (instance (export "g" (func)))))
            (instance (instantiate $c (with "i" (instance $i))))
            """
        ),
        .init(
            .instance, "expected a module without import ‘b’ of ‘a’",
            """
            (core module $m (import "a" "b" (func))) (component $c (import "m" (core module)))
            (instance (instantiate $c (with "m" (core module $m))))
            """),
        .init(
            .instance, "expected an export ‘x’ at ‘m’",
            """
            (core module $m) (component $c (import "m" (core module (export "x" (func)))))
            (instance (instantiate $c (with "m" (core module $m))))
            """
        ),
        .init(
            .instance, "expected an argument ‘z’ at ‘c’",
            """
            (component $given (import "z" (func))) (component $c (import "c" (component)))
            (instance (instantiate $c (with "c" (component $given))))
            """),
        .init(.export, "the export ‘a’: expected a function", "(component $c) (export \"a\" (component $c) (func))"),
    ]
}
