// Runs Faust's own Wasm over noise, in blocks of 512 frames, as Faust's wrappers do; says how many nanoseconds a frame took.
import fs from 'node:fs';

const maths = {};
for (const [name, value] of Object.entries({
    abs: Math.abs, acos: Math.acos, asin: Math.asin, atan: Math.atan, atan2: Math.atan2, ceil: Math.ceil, cos: Math.cos,
    exp: Math.exp, floor: Math.floor, fmod: (x, y) => x % y, log: Math.log, log10: Math.log10, pow: Math.pow,
    remainder: (x, y) => x - Math.round(x / y) * y, round: Math.round, sin: Math.sin, sqrt: Math.sqrt, tan: Math.tan,
    acosh: Math.acosh, asinh: Math.asinh, atanh: Math.atanh, cosh: Math.cosh, sinh: Math.sinh, tanh: Math.tanh,
})) {
    maths[`_${name}`] = maths[`_${name}f`] = value;
}

const [file, frameText] = process.argv.slice(2);
const frames = Number(frameText);
const block = 512;
const module = new WebAssembly.Module(fs.readFileSync(file));
const faust = new WebAssembly.Instance(module, { env: { memoryBase: 0, tableBase: 0, ...maths } }).exports;

// The description lies at the beginning of memory until `init`.
const text = Buffer.from(faust.memory.buffer);
const size = Number(/"size": (\d+)/.exec(text.toString('latin1', 0, text.indexOf(0)))[1]);
faust.init(0, 48000);
const inputs = faust.getNumInputs(0), outputs = faust.getNumOutputs(0);
let place = (size + 15) & ~15;
const take = (bytes) => (place += bytes) - bytes;
const from = take(4 * inputs), to = take(4 * outputs);
place = (place + 15) & ~15;
const channels = Array.from({ length: inputs }, () => take(4 * block * 64));
const results = Array.from({ length: outputs }, () => take(4 * block));
const missing = place - faust.memory.buffer.byteLength;
if (missing > 0) faust.memory.grow(Math.ceil(missing / 65536));
const words = new Int32Array(faust.memory.buffer), samples = new Float32Array(faust.memory.buffer);
let state = 1;
for (const channel of channels) {
    for (let index = 0; index < block * 64; index += 1) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        samples[channel / 4 + index] = state / 4294967296;
    }
}
results.forEach((result, index) => { words[to / 4 + index] = result; });

function run(count) {
    for (let done = 0; done < count; done += block) {
        for (let index = 0; index < inputs; index += 1) {
            words[from / 4 + index] = channels[index] + 4 * block * ((done / block) % 64);
        }
        faust.compute(0, block, from, to);
    }
}
// Until the optimising compiler has been at it.
run(frames / 4);
const start = process.hrtime.bigint();
run(frames);
console.log((Number(process.hrtime.bigint() - start) / frames).toFixed(4));
