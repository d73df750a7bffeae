// WebAssembly modules for tests of scripts, written down byte by byte in the script's own text. Constants, any thread.

/// What scripts of the tests make their modules with.
enum ModuleScripts {
    /// `module(types, imports, functions, exports, code[, memory])`: bytes from lists of lists, each without its count.
    static let assembler = """
        const leb = (n) => n < 128 ? [n] : [n % 128 + 128, ...leb(Math.floor(n / 128))];
        const list = (items) => [...leb(items.length), ...items.flat()];
        const part = (id, items) => { const all = list(items); return items.length ? [id, ...leb(all.length), ...all] : []; };
        const name = (text) => [text.length, ...[...text].map((c) => c.charCodeAt(0))];
        const body = (...code) => { const all = [0, ...code, 0x0b]; return [...leb(all.length), ...all]; };
        const module = ({ types = [[0x60, 0, 0]], imports = [], functions = [0], exports = [['f', 0, 0]], code, memory = [] }) =>
          Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...part(1, types), ...part(2, imports),
            ...part(3, functions.map((f) => [f])), ...part(5, memory),
            ...part(7, exports.map(([n, k, i]) => [...name(n), k, i])), ...part(10, code)]);
        const make = (what, imports) => new WebAssembly.Instance(new WebAssembly.Module(module(what)), imports).exports;
        const kindOf = (action) => {
          try { return String(action()); } catch (error) {
            for (const kind of ['CompileError', 'LinkError', 'RuntimeError'])
              if (error instanceof WebAssembly[kind]) return kind + ' ' + error.message;
            return error.name + ' ' + error.message;
          }
        };

        """

    /// `(loop br 0)`
    static let endless = "[body(0x03, 0x40, 0x0c, 0, 0x0b)]"
}
