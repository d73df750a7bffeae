// Objects that a kernel keeps and a script holds.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A kernel's object")
struct HandleTests {
    @Test("keeps its state in the kernel, and lives as long as the script holds it")
    func lifetime() throws {
        let calls = """
            let one = new things.Counter(5), other = new things.Counter(10);
            show([one.add(1), other.add(2), one.add(1), one instanceof things.Counter]);
            show(things.dropped());
            one = null;
            show(things.dropped());
            show(other.add(0));
            """
        #expect(try TestKernel.lines(calls) == ["[6,12,7,true]", "0", "1", "12"])
    }

    @Test("is the kernel's once it is given away, and of no use to the script any more")
    func givenAway() throws {
        let calls = """
            const one = new things.Counter(5), other = new things.Counter(1);
            show(things.Counter.sum(one, other));
            show(things.Counter.sum(one, one));
            show(things.Counter.take(one));
            show(things.dropped());
            attempt(() => one.add(1));
            attempt(() => things.Counter.take(one));
            attempt(() => things.Counter.mix(other, other));
            show(other.add(0));
            """
        #expect(
            try TestKernel.lines(calls) == [
                "6", "10", "5", "1", "TypeError: an object of kernel 'things' was given away before",
                "TypeError: an object of kernel 'things' was given away before",
                "TypeError: an object of kernel 'things' is given away and passed again in one call", "1",
            ])
    }

    @Test("can't be replaced by something else")
    func impostors() throws {
        let calls = """
            attempt(() => things.Counter.prototype.add.call({}, 1));
            attempt(() => things.Counter(1));
            attempt(() => things.Counter.take(Object.create(things.Counter.prototype)));
            attempt(() => things.Counter.take(null));
            """
        let lines = try TestKernel.lines(calls)
        #expect(lines.count == 4)
        for line in lines { #expect(line.hasPrefix("TypeError: "), "\(line)") }
        #expect(lines[2].contains("counter: expected an object of class Counter"))
    }

    @Test("may be of a class that a script derives")
    func subclass() throws {
        let calls = """
            class Twice extends things.Counter { add(by) { return super.add(2 * by); } }
            const counter = new Twice(1);
            show([counter.add(2), counter instanceof Twice, things.Counter.take(counter)]);
            """
        #expect(try TestKernel.lines(calls) == ["[5,true,5]"])
    }

    @Test("is one of at most 1023 at once; one more ends the effect, which says why")
    func tooMany() throws {
        let fault = try TestKernel.fault(
            "this.all = []; for (let i = 0; i < 1100; i++) this.all.push(new things.Counter(i));")
        #expect(fault.contains("its kernel ‘things’, in [constructor]counter, broke the canonical ABI"))
        #expect(fault.contains("more than 1023 handles are held at once"))
        #expect(
            try TestKernel.fault("for (let i = 0; i < 5000; i++) new things.Counter(i).add(1);") == "no fault")
    }
}
