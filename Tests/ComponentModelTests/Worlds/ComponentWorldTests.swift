// Components told in WIT: each construct, against the text that stands for it.

import ComponentBinary
import ComponentModel
import Testing
import WIT
import WasmEngine

@Suite("The world of a component")
struct ComponentWorldTests {
    private func world(_ text: String) throws -> ComponentWorld {
        try ValidatedComponent(parsing: try WasmEngine.wasm(fromText: "(component \(text))")).world()
    }

    /// What is told has to be the model that the WIT stands for, and to be read again as what it is.
    private func expect(
        _ component: String, _ wit: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let world = try world(component)
        let expected = try Resolution(parsing: wit)
        #expect(
            world.resolution == expected, "\(world.text)\nis not\n\(expected.text)", sourceLocation: sourceLocation)
        #expect(try Resolution(parsing: world.text) == world.resolution, sourceLocation: sourceLocation)
        #expect(world.world == expected.main.world("root"), sourceLocation: sourceLocation)
    }

    private func problem(_ component: String) throws -> String {
        let component = try ValidatedComponent(parsing: try WasmEngine.wasm(fromText: "(component \(component))"))
        let error = #expect(throws: ComponentModelError.self) { try component.world() }
        return error?.description ?? ""
    }

    @Test("is empty when nothing is imported or exported")
    func empty() throws {
        try expect("(component) (core module)", "package root:component; world root {}")
        #expect(try world("").text == "package root:component;\n\nworld root {}\n")
    }

    @Test("has functions of its own, with every type that values may have without a name")
    func functions() throws {
        try expect(
            """
            (import "plain" (func))
            (import "many" (func
              (param "a" bool) (param "b" s8) (param "c" u8) (param "d" s16) (param "e" u16) (param "f" s32)
              (param "g" u32) (param "h" s64) (param "i" u64) (param "j" f32) (param "k" f64) (param "l" char)
              (param "m" string)))
            (import "more" (func (param "list" (list (option u8))) (param "r" (result)) (param "s" (result u8))
              (param "t" (result (error u16))) (param "u" (result (list string) (error (tuple u8 char))))
              (result (tuple f32 f32))))
            (import "f" (func $f (result string))) (export "g" (func $f))
            """,
            """
            package root:component;
            world root {
                import plain: func();
                import many: func(a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64,
                    l: char, m: string);
                import more: func(%list: list<option<u8>>, r: result, s: result<u8>, t: result<_, u16>,
                    u: result<list<string>, tuple<u8, char>>) -> tuple<f32, f32>;
                import f: func() -> string;
                export g: func() -> string;
            }
            """)
    }

    @Test("has types of its own, with what its resources do")
    func worldTypes() throws {
        try expect(
            """
            (type $r' (record (field "x" u32) (field "type" string)))
            (import "point" (type $r (eq $r')))
            (type $e' (enum "a" "b")) (import "e" (type $e (eq $e')))
            (type $v' (variant (case "one" $r) (case "two"))) (import "v" (type $v (eq $v')))
            (type $fl' (flags "read" "write")) (import "fl" (type $fl (eq $fl')))
            (type $l' (list $v)) (import "l" (type $l (eq $l')))
            (import "also-l" (type $al (eq $l)))
            (import "res" (type $res (sub resource)))
            (import "res-too" (type (eq $res)))
            (type $own (own $res)) (type $borrow (borrow $res))
            (import "[constructor]res" (func (param "x" u8) (result $own)))
            (import "[method]res.get" (func (param "self" $borrow) (param "e" $e) (result $fl)))
            (import "[static]res.sum" (func (param "a" $own) (param "b" $borrow) (result $own)))
            (import "use-them" (func $f (param "l" $al) (result $own)))
            (export "f" (func $f))
            """,
            """
            package root:component;
            world root {
                record point { x: u32, %type: string }
                enum e { a, b }
                variant v { one(point), two }
                flags fl { read, write }
                type l = list<v>;
                type also-l = l;
                resource res {
                    constructor(x: u8);
                    get: func(e: e) -> fl;
                    sum: static func(a: res, b: borrow<res>) -> res;
                }
                type res-too = res;
                import use-them: func(l: also-l) -> res;
                export f: func(l: also-l) -> res;
            }
            """)
    }

    @Test("has interfaces of packages, of which one takes types from another, as wit-component writes them")
    func interfaces() throws {
        try expect(
            """
            (type $types (instance
              (export "stream" (type $s (sub resource)))
              (type $b (borrow $s)) (type $o (own $s))
              (type $e' (enum "end" "lost")) (export "error" (type $e (eq $e')))
              (type $res (result $o (error $e)))
              (export "[constructor]stream" (func (param "name" string) (result $res)))
              (export "[method]stream.read" (func (param "self" $b) (result (list u8))))
              (export "open" (func (result $o)))))
            (import "a:io/types@1.2.3-rc.1" (instance $i (type $types)))
            (alias export $i "stream" (type $stream)) (alias export $i "error" (type $error))
            (type $user (instance
              (alias outer 1 $stream (type $s')) (export "stream" (type $s (eq $s')))
              (alias outer 1 $error (type $e')) (export "failure" (type $e (eq $e'))) (export "again" (type (eq $e')))
              (export "own-error" (type $oe (eq $e)))
              (type $b (borrow $s)) (type $h' (list $b)) (export "all" (type $all (eq $h')))
              (export "join" (func (param "all" $all) (result (result (error $oe)))))))
            (import "b:user/joining" (instance (type $user)))
            """,
            """
            package root:component;
            package a:io@1.2.3-rc.1 {
                interface types {
                    resource %stream {
                        constructor(name: string) -> result<%stream, error>;
                        read: func() -> list<u8>;
                    }
                    enum error { end, lost }
                    open: func() -> %stream;
                }
            }
            package b:user {
                interface joining {
                    use a:io/types@1.2.3-rc.1.{%stream, error as failure, error as again};
                    type own-error = failure;
                    type all = list<borrow<%stream>>;
                    join: func(all: all) -> result<_, own-error>;
                }
            }
            world root {
                import a:io/types@1.2.3-rc.1;
                import b:user/joining;
            }
            """)
    }

    @Test("takes types over where only an index of them is used")
    func implicitUse() throws {
        try expect(
            """
            (import "a:b/c" (instance $i (type $r' (record (field "x" u8))) (export "r" (type $r (eq $r')))
              (export "h" (type (sub resource)))))
            (alias export $i "r" (type $r)) (alias export $i "h" (type $h))
            (import "r" (func (param "x" $r) (result (own $h))))
            (import "d:e/f" (instance (alias outer 1 $r (type $r)) (export "g" (func (param "x" (list $r))))))
            """,
            """
            package root:component;
            package a:b { interface c { record r { x: u8 } resource h; } }
            package d:e { interface f { use a:b/c.{r}; g: func(x: list<r>); } }
            world root {
                use a:b/c.{r as r-2, h};
                import a:b/c;
                import r: func(x: r-2) -> h;
                import d:e/f;
            }
            """)
    }

    @Test("has interfaces under plain names, which take types from those of packages")
    func inlineInterfaces() throws {
        try expect(
            """
            (import "a:b/c" (instance $i (type $f' (flags "x" "y")) (export "f" (type (eq $f')))))
            (alias export $i "f" (type $f))
            (import "inline" (instance $in
              (alias outer 1 $f (type $f')) (export "f" (type $f (eq $f')))
              (type $t' (tuple $f u8)) (export "pair" (type $t (eq $t')))
              (export "go" (func (param "x" $t)))))
            (alias export $in "go" (func $go)) (export "out" (instance $in))
            """,
            """
            package root:component;
            package a:b { interface c { flags f { x, y } } }
            world root {
                import a:b/c;
                import inline: interface { use a:b/c.{f}; type pair = tuple<f, u8>; go: func(x: pair); }
                export out: interface { use a:b/c.{f}; type pair = tuple<f, u8>; go: func(x: pair); }
            }
            """)
    }

    /// Exported as wit-component does it: an inner component gives functions the names of its own types.
    private static let exporter = """
        (core module $m (memory (export "memory") 1) (func (export "f") (param i32) (result i32) (local.get 0))
          (func (export "g") (param i32 i32) (result i32) (i32.const 0)))
        (core instance $m (instantiate $m))
        (type $res (resource (rep i32)))
        (type $rec (record (field "x" u8) (field "y" u8)))
        (func $make (param "x" u32) (result (own $res)) (canon lift (core func $m "f")))
        (func $get (param "self" (borrow $res)) (result u32) (canon lift (core func $m "f")))
        (func $put (param "r" $rec) (result (own $res)) (canon lift (core func $m "g")))
        (component $shim
          (import "import-type-res" (type $res (sub resource)))
          (type $rec0 (record (field "x" u8) (field "y" u8)))
          (import "import-type-rec" (type $rec (eq $rec0)))
          (import "import-constructor-res" (func $make (param "x" u32) (result (own $res))))
          (import "import-method-res-get" (func $get (param "self" (borrow $res)) (result u32)))
          (import "import-func-put" (func $put (param "r" $rec) (result (own $res))))
          (export $eres "res" (type $res))
          (type $rec1 (record (field "x" u8) (field "y" u8)))
          (export $erec "rec" (type $rec1))
          (type $all1 (list $erec))
          (export "all" (type $all1))
          (export "[constructor]res" (func $make) (func (param "x" u32) (result (own $eres))))
          (export "[method]res.get" (func $get) (func (param "self" (borrow $eres)) (result u32)))
          (export "put" (func $put) (func (param "r" $erec) (result (own $eres)))))
        (instance $inst (instantiate $shim
          (with "import-type-res" (type $res)) (with "import-type-rec" (type $rec))
          (with "import-constructor-res" (func $make)) (with "import-method-res-get" (func $get))
          (with "import-func-put" (func $put))))
        (export $out "x:y/z@0.1.0" (instance $inst))
        """

    private static let exportedInterface = """
        package x:y@0.1.0 {
            interface z {
                resource res { constructor(x: u32); get: func() -> u32; }
                record rec { x: u8, y: u8 }
                type all = list<rec>;
                put: func(r: rec) -> res;
            }
        }
        """

    @Test("has exported interfaces whose resources are the component's own")
    func exports() throws {
        try expect(
            Self.exporter,
            "package root:component; \(Self.exportedInterface) world root { export x:y/z@0.1.0; }")
    }

    @Test("has exports that take types from other exports")
    func exportUsesExport() throws {
        try expect(
            Self.exporter + """
                (alias export $out "res" (type $r)) (alias export $out "rec" (type $c)) (alias export $out "all" (type $l))
                (core module $m2 (func (export "h") (param i32 i32 i32) (result i32) (local.get 0)))
                (core instance $m2 (instantiate $m2))
                (func $take (param "r" (borrow $r)) (param "c" $c) (result u32) (canon lift (core func $m2 "h")))
                (component $shim2
                  (import "import-type-res" (type $res (sub resource)))
                  (type $rec0 (record (field "x" u8) (field "y" u8)))
                  (import "import-type-rec" (type $rec (eq $rec0)))
                  (type $all0 (list $rec)) (import "import-type-all" (type $all (eq $all0)))
                  (import "import-func-take" (func $take (param "r" (borrow $res)) (param "c" $rec) (result u32)))
                  (export $eres "res" (type $res)) (export $erec "other" (type $rec)) (export "all" (type $all))
                  (export "take" (func $take) (func (param "r" (borrow $eres)) (param "c" $erec) (result u32))))
                (instance $inst2 (instantiate $shim2 (with "import-type-res" (type $r)) (with "import-type-rec" (type $c))
                  (with "import-type-all" (type $l)) (with "import-func-take" (func $take))))
                (export "x:y/w@0.1.0" (instance $inst2))
                """,
            """
            package root:component;
            package x:y@0.1.0 {
                interface z {
                    resource res { constructor(x: u32); get: func() -> u32; }
                    record rec { x: u8, y: u8 }
                    type all = list<rec>;
                    put: func(r: rec) -> res;
                }
                interface w {
                    use z.{res, rec as other, all};
                    take: func(r: borrow<res>, c: other) -> u32;
                }
            }
            world root { export x:y/z@0.1.0; export x:y/w@0.1.0; }
            """)
    }

    @Test("imports and exports one interface, of which each side shows a part")
    func bothSides() throws {
        try expect(
            """
            (import "x:y/z@0.1.0" (instance $i
              (export "res" (type $r (sub resource)))
              (export "[method]res.drop-all" (func (param "self" (borrow $r))))
              (export "extra" (func))))
            """ + Self.exporter,
            """
            package root:component;
            package x:y@0.1.0 {
                interface z {
                    resource res { drop-all: func(); constructor(x: u32); get: func() -> u32; }
                    extra: func();
                    record rec { x: u8, y: u8 }
                    type all = list<rec>;
                    put: func(r: rec) -> res;
                }
            }
            world root { import x:y/z@0.1.0; export x:y/z@0.1.0; }
            """)
    }

    @Test("has one interface of two views that mean the same")
    func twoViews() throws {
        try expect(
            """
            (import "a:b/t" (instance $t (type $s' string) (export "s" (type (eq $s')))
              (type $r' (record (field "x" u8))) (export "r" (type (eq $r')))))
            (alias export $t "s" (type $s)) (alias export $t "r" (type $r))
            (import "a:b/c" (instance
              (alias outer 1 $s (type $s')) (export "s" (type $s (eq $s'))) (export "f" (func (param "x" $s)))
              (alias outer 1 $r (type $r')) (export "r" (type $r (eq $r'))) (export "l" (type $l (eq $r)))
              (export "g" (func (result $l)))))
            (type $string string)
            (import "f" (func $f (param "x" string)))
            (instance $i (export "s" (type $string)) (export "f" (func $f)) (export "l" (type $r)))
            (export "a:b/c" (instance $i))
            """,
            """
            package root:component;
            package a:b {
                interface t { type s = string; record r { x: u8 } }
                interface c { use t.{s}; f: func(x: s); use t.{r}; type l = r; g: func() -> l; }
            }
            world root { import a:b/t; import a:b/c; import f: func(x: string); export a:b/c; }
            """)
    }

    @Test("passes an imported interface on as the same interface")
    func passedOn() throws {
        let text = """
            (import "a:b/c" (instance $i (export "r" (type $r (sub resource)))
              (type $e' (enum "x")) (export "e" (type $e (eq $e')))
              (export "f" (func (param "r" (borrow $r)) (result $e)))))
            (export "a:b/c" (instance $i))
            (import "in" (instance $in (export "r" (type (sub resource))) (type $e' (enum "x"))
              (export "e" (type $e (eq $e'))) (export "d" (type (eq $e)))))
            (export "out" (instance $in))
            """
        try expect(
            text,
            """
            package root:component;
            package a:b { interface c { resource r; enum e { x } f: func(r: borrow<r>) -> e; } }
            world root {
                import a:b/c;
                import in: interface { resource r; enum e { x } type d = e; }
                export a:b/c;
                export out: interface { resource r; enum e { x } type d = e; }
            }
            """)
    }

    @Test(
        "is none when WIT has no words for it",
        arguments: [
            ("(import \"c\" (component))", "WIT can't tell the import ‘c’, a component"),
            ("(import \"m\" (core module))", "WIT can't tell the import ‘m’, a core module"),
            ("(component $c) (export \"c\" (component $c))", "WIT can't tell the export ‘c’, a component"),
            ("(core module $m) (export \"m\" (core module $m))", "WIT can't tell the export ‘m’, a core module"),
            ("(type $t u8) (export \"t\" (type $t))", "WIT can't tell the export ‘t’, a type"),
            ("(import \"a:b/c\" (func))", "WIT can't tell the import ‘a:b/c’, a function"),
            (
                "(import \"i\" (instance (export \"j\" (instance))))",
                "WIT can't tell ‘j’ in the import ‘i’, an instance"
            ),
            (
                "(import \"i\" (instance (type $f (func)) (export \"f\" (type (eq $f)))))",
                "WIT can't tell the type ‘f’ of the import ‘i’, a function type"
            ),
            (
                "(import \"i\" (instance (export \"a:b/c\" (func))))",
                "WIT can't tell ‘a:b/c’ in the import ‘i’, a function"
            ),
            (
                "(import \"i\" (instance $i (export \"r\" (type (sub resource))))) (alias export $i \"r\" (type $r)) "
                    + "(import \"s\" (type (eq $r)))",
                "the component itself uses the type ‘r’ of the import ‘i’, which WIT can't refer to there"
            ),
            (
                "(import \"r\" (type $r (sub resource))) (import \"i\" (instance (alias outer 1 $r (type $r)) "
                    + "(export \"f\" (func (param \"x\" (own $r))))))",
                "the import ‘i’ uses the type ‘r’ of the component itself, which WIT can't refer to there"
            ),
        ])
    func inexpressible(component: String, expected: String) throws {
        #expect(try problem(component) == expected)
    }

    @Test("is none when an interface is two different ones")
    func differing() throws {
        let text = """
            (import "f" (func $f)) (instance $i (export "f" (func $f)))
            (import "a:b/c" (instance (export "f" (func (param "x" u8))))) (export "a:b/c" (instance $i))
            """
        #expect(
            try problem(text) == "the interface ‘a:b/c’ is imported and exported with a different ‘f’")
    }

    @Test("is none when an export uses the import of an interface that is exported, too")
    func provider() throws {
        let text = """
            (import "a:b/c" (instance $i (export "r" (type (sub resource))))) (alias export $i "r" (type $r))
            (import "d:e/f" (instance $j (alias outer 1 $r (type $r')) (export "r" (type (eq $r')))))
            (type $own (resource (rep i32)))
            (instance $other (export "r" (type $own))) (export "a:b/c" (instance $other))
            (export "d:e/f" (instance $j))
            """
        #expect(
            try problem(text)
                == "the export ‘d:e/f’ uses types of the import ‘a:b/c’; in WIT they would be those of the export")
    }
}
