// Calls of a kernel from a script: what crosses, how, and what is said of a wrong call.

import EffectHost
import Testing

@Suite("A call of a kernel")
struct CallTests {
    @Test("carries values of every type there and back")
    func everyType() throws {
        let value = """
            { a: true, b: -128, c: 255, d: -32768, e: 65535, f: -5, g: 4294967295, h: -9223372036854775808n,
              i: 18446744073709551615n, j: 0.5, k: 0.1, l: '🥁', m: 'grüße', n: new Float32Array([1, -2]),
              o: ['', 'ab', '☃'], p: 'some', q: { tag: 'err', val: 'no' }, r: [7, 2.5], s: 'dark-green',
              t: { firstOne: false, second: true }, u: { tag: 'wide', val: 2n }, v: [{ x: 1, yPlace: 2 }],
              w: [1n, 2n] }
            """
        let expected =
            #"{"a":true,"b":-128,"c":255,"d":-32768,"e":65535,"f":-5,"g":4294967295,"h":"-9223372036854775808n","#
            + #""i":"18446744073709551615n","j":0.5,"k":0.1,"l":"🥁","m":"grüße","n":[1,-2],"o":["","ab","☃"],"#
            + #""p":"some","q":{"tag":"err","val":"no"},"r":[7,2.5],"s":"dark-green","#
            + #""t":{"firstOne":false,"second":true},"u":{"tag":"wide","val":"2n"},"v":[{"x":1,"yPlace":2}],"#
            + #""w":["1n","2n"]}"#
        #expect(try TestKernel.lines("show(things.echo(\(value)));") == [expected])
        let others = """
            const value = \(value);
            value.p = undefined; value.q = { tag: 'ok', val: 9 }; value.u = { tag: 'circle', val: 0.25 };
            value.n = []; value.o = []; value.m = 'a\\ud800b'; delete value.t.second;
            const back = things.echo(value);
            show([back.p === undefined, back.q, back.u, back.n.constructor.name, back.o, back.m, back.t]);
            """
        #expect(
            try TestKernel.lines(others) == [
                #"[true,{"tag":"ok","val":9},{"tag":"circle","val":0.25},"Float32Array",[],"a\#u{fffd}b","#
                    + #"{"firstOne":false,"second":false}]"#
            ])
    }

    @Test("passes few values directly: signs extended, cases sharing their places, bits kept")
    func flatValues() throws {
        let calls = """
            show(things.flat(-1, { tag: 'circle', val: 1 }, 'abc'));
            show(things.flat(5, { tag: 'nothing' }, ''));
            show(things.flat(0, { tag: 'wide', val: 0x1234567890n }, 'ß'));
            """
        #expect(
            try TestKernel.lines(calls) == [
                #"["4294967295n","1n","1065353216n","0n","3n"]"#, #"["5n","0n","0n","0n","0n"]"#,
                #"["0n","3n","78187493520n","0n","2n"]"#,
            ])
    }

    @Test("gives lists of numbers as new typed arrays, or fills the one that is given last")
    func typedArrays() throws {
        let calls = """
            const output = new Float32Array(3), bytes = new Uint8Array([1, 2, 3]);
            show(things.twice(new Float32Array([1, 2, 3])));
            show(things.twice([0.5]));
            show(things.twice(output.fill(4), output) === output);
            show(output);
            show([things.countBytes(bytes), things.countBytes(bytes.subarray(1), 10), things.countBytes([9])]);
            attempt(() => things.twice(new Float32Array(2), output));
            attempt(() => things.twice(new Float32Array(2), new Float64Array(2)));
            """
        #expect(
            try TestKernel.lines(calls) == [
                "[2,4,6]", "[1]", "true", "[8,8,8]", "[3,12,1]",
                "RangeError: twice of kernel 'things': the output has 12 bytes, and the result 8",
                "TypeError: twice of kernel 'things': the output is no typed array of the result's kind, or can't be "
                    + "written",
            ])
    }

    @Test("fetches a result that is larger than any before")
    func largeResult() throws {
        let calls = """
            const large = new Float32Array(20000).fill(0.25);
            const back = things.twice(large);
            show([back.length, back[0], back[19999], things.twice([3])[0]]);
            """
        #expect(try TestKernel.lines(calls) == ["[20000,0.5,0.5,6]"])
    }

    @Test("throws what a result calls an error, with its payload")
    func errors() throws {
        let calls = """
            show(things.check(3));
            try { things.check(7); } catch (error) { show([error.message, error.payload]); }
            show(things.nextColor('red'));
            """
        #expect(
            try TestKernel.lines(calls) == [
                "3", #"["check of kernel 'things' failed: seven is too much","seven is too much"]"#, #""dark-green""#,
            ])
    }

    @Test(
        "is a TypeError when it is wrong, which names function, parameter, what was expected and what was found",
        arguments: [
            ("twice()", "twice of kernel 'things': expected 1 argument, or one more for the output, found 0"),
            ("check(1, 2)", "check of kernel 'things': expected 1 argument, found 2"),
            (
                "twice('abc')",
                "twice of kernel 'things': samples: expected a Float32Array or an array of numbers, found 'abc'"
            ),
            ("twice([1, '2'])", "twice of kernel 'things': samples[1]: expected a number, found '2'"),
            ("check(-1)", "check of kernel 'things': value: expected an integer of 32 bits, not below 0, found -1"),
            ("check(1.5)", "check of kernel 'things': value: expected an integer of 32 bits, not below 0, found 1.5"),
            (
                "nextColor('yellow')",
                "nextColor of kernel 'things': color: expected one of the enum's names, found 'yellow'"
            ),
            (
                "flat(0, { tag: 'square' }, '')",
                "flat of kernel 'things': shape: expected an object { tag, val } with one of the type's cases as its tag, "
                    + "found { tag: 'square' }"
            ),
            (
                "flat(0, { tag: 'circle', val: 'x' }, '')",
                "flat of kernel 'things': shape.val: expected a number, found 'x'"
            ),
            (
                "flat(200, { tag: 'nothing' }, '')",
                "flat of kernel 'things': a: expected an integer from -128 to 127, found 200"
            ),
            (
                "countBytes(new Int8Array(1))",
                "countBytes of kernel 'things': bytes: expected a Uint8Array or an array of numbers, found "
            ),
        ])
    func wrongCalls(call: String, message: String) throws {
        let line = try #require(try TestKernel.lines("attempt(() => things.\(call));").first)
        #expect(line.hasPrefix("TypeError: \(message)"), "\(line)")
    }

    @Test("isn't disturbed by what a script does while its arguments are read")
    func hostileArguments() throws {
        let calls = """
            const samples = new Float32Array([1, 2, 3]);
            const value = [0, { get tag() { samples.buffer.transfer(); things.twice([5]); return 'nothing'; } }, 'x'];
            show(things.flat(...value));
            attempt(() => things.twice(samples));
            Object.defineProperty(Float32Array.prototype, 'length', { get() { return 1e9; } });
            Float32Array.prototype.constructor = null;
            show(things.twice(new Float32Array([1]))[0]);
            attempt(() => things.twice({ length: 3 }));
            attempt(() => things.twice(new Array(1e9)));
            attempt(() => { const deep = []; deep[0] = deep; return things.twice(deep); });
            attempt(() => things.flat(0, { get tag() { throw new Error('thrown by a getter'); } }, ''));
            """
        let lines = try TestKernel.lines(calls)
        try #require(lines.count == 7, "\(lines)")
        #expect(lines[0] == #"["0n","0n","0n","0n","1n"]"#)
        #expect(lines[1].hasPrefix("TypeError: "))
        #expect(lines[2] == "2")
        #expect(lines[3].hasPrefix("TypeError: twice of kernel 'things': samples: expected a Float32Array"))
        #expect(lines[4].hasPrefix("RangeError: an array of 1000000000 elements is too long"))
        #expect(lines[5].hasPrefix("TypeError: twice of kernel 'things': samples[0]: expected a number"))
        #expect(lines[6] == "Error: thrown by a getter")
    }

    @Test("is refused while the script is being loaded, and says so")
    func whileLoading() throws {
        let script = TestKernel.script(top: "things.check(1);")
        let error = #expect(throws: EffectError.self) { try TestKernel.module(script) }
        #expect(
            error?.description.contains(
                "check of kernel 'things' was called while the script is being loaded: kernels can be used from the "
                    + "processor's constructor on") == true)
    }

    @Test("of a kernel that nobody gave to the effect is refused where it is imported")
    func unknownKernel() throws {
        let error = #expect(throws: EffectError.self) {
            try TestKernel.module("import { f } from 'kernel:other';")
        }
        #expect(error?.description.contains("no kernel 'other' was given to this effect") == true)
    }
}
