// Level in Rust, without a package from outside: turns the sound down. See README.md for how it becomes a component.
// The canonical ABI is written out by hand here; where there is a package registry, wit-bindgen writes it.

use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};

/// The contract's records as they lie in memory. On wasm32 a `&str` can't be relied on to be (address, length).
#[repr(C)]
pub struct List<T> {
    data: *const T,
    length: usize,
}

type Text = List<u8>;

const fn text(text: &'static str) -> Text {
    List { data: text.as_ptr(), length: text.len() }
}

#[repr(C)]
pub struct Parameter {
    id: Text,
    name: Text,
    unit: u8,
    scale: u8,
    minimum: f32,
    maximum: f32,
    initial: f32,
    choices: List<Text>,
}

#[repr(C)]
pub struct Descriptor {
    name: Text,
    version: Text,
    summary: Text,
    sidechain: bool,
    quantum: u32,
    parameters: List<Parameter>,
}

/// `result<timing, string>`: both payloads are two words.
#[repr(C)]
pub struct Configured {
    is_error: u8,
    payload: (usize, usize),
}

const PERCENT: u8 = 5;
const LINEAR: u8 = 0;

struct Effect {
    channels: usize,
    target: f32,
    level: f32,
    /// What the level moves by with each frame.
    step: f32,
    /// What the host has asked for since the last block.
    memory: Vec<(*mut u8, Layout)>,
    is_spent: bool,
    knobs: [Parameter; 1],
    descriptor: Option<Descriptor>,
    configured: Configured,
    output: List<f32>,
}

static mut EFFECT: Effect = Effect {
    channels: 0,
    target: 0.5,
    level: 0.5,
    step: 1.0,
    memory: Vec::new(),
    is_spent: false,
    knobs: [Parameter {
        id: text("level"),
        name: text("Level"),
        unit: PERCENT,
        scale: LINEAR,
        minimum: 0.0,
        maximum: 100.0,
        initial: 50.0,
        choices: List { data: std::ptr::null(), length: 0 },
    }],
    descriptor: None,
    configured: Configured { is_error: 0, payload: (0, 0) },
    output: List { data: std::ptr::null(), length: 0 },
};

fn effect() -> &'static mut Effect {
    // SAFETY: one thread at a time is inside an effect, and no entry point calls another.
    unsafe { &mut EFFECT }
}

#[export_name = "cajon:effect/processor@0.1.0#describe"]
pub extern "C" fn describe() -> *const Descriptor {
    let effect = effect();
    effect.descriptor.insert(Descriptor {
        name: text("Level"),
        version: text("1.0.0"),
        summary: text("Turns the sound down."),
        sidechain: false,
        quantum: 0,
        parameters: List { data: effect.knobs.as_ptr(), length: effect.knobs.len() },
    })
}

#[export_name = "cajon:effect/processor@0.1.0#configure"]
pub extern "C" fn configure(sample_rate: f32, channels: u32, _sidechain: u32, _frames: u32) -> *const Configured {
    let effect = effect();
    if sample_rate > 0.0 && channels > 0 {
        effect.channels = channels as usize;
        effect.step = 1.0 / (0.02 * sample_rate);
        effect.level = effect.target;
        effect.configured = Configured { is_error: 0, payload: (0, 0) };
    } else {
        let reason = "needs a sample rate above 0 and at least one channel";
        effect.configured = Configured { is_error: 1, payload: (reason.as_ptr() as usize, reason.len()) };
    }
    &effect.configured
}

#[export_name = "cajon:effect/processor@0.1.0#set-parameter"]
pub extern "C" fn set_parameter(index: u32, value: f32) {
    let effect = effect();
    if index == 0 {
        effect.target = value * 0.01;
        if effect.channels == 0 {
            effect.level = effect.target;
        }
    }
}

#[export_name = "cajon:effect/processor@0.1.0#process"]
pub extern "C" fn process(
    _position: u64, input: *mut f32, length: usize, _sidechain: *const f32, _sidechain_length: usize,
) -> *const List<f32> {
    let effect = effect();
    effect.is_spent = true;
    effect.output = List { data: input, length };
    if effect.channels > 0 && length > 0 {
        // SAFETY: the host wrote the list where `reallocate` told it to, and it is ours from then on.
        let samples = unsafe { std::slice::from_raw_parts_mut(input, length) };
        let frames = length / effect.channels;
        for frame in 0..frames {
            let distance = effect.target - effect.level;
            effect.level =
                if distance.abs() <= effect.step { effect.target } else { effect.level + effect.step.copysign(distance) };
            for channel in 0..effect.channels {
                samples[channel * frames + frame] *= effect.level;
            }
        }
    }
    &effect.output
}

#[export_name = "cajon:effect/processor@0.1.0#reset"]
pub extern "C" fn reset() {
    let effect = effect();
    effect.level = effect.target;
}

/// Memory for a block's input. All of it is free again when the host asks for the next one's.
#[export_name = "cabi_realloc"]
pub extern "C" fn reallocate(old: *mut u8, old_size: usize, alignment: usize, size: usize) -> *mut u8 {
    let effect = effect();
    if effect.is_spent {
        for (place, layout) in effect.memory.drain(..) {
            // SAFETY: each was given by `alloc` for that layout, and is forgotten here.
            unsafe { dealloc(place, layout) };
        }
        effect.is_spent = false;
    }
    let layout = Layout::from_size_align(size.max(1), alignment).expect("an alignment is a power of two");
    // SAFETY: the layout's size is not 0; what `old` holds is as long as the host says, by the canonical ABI.
    unsafe {
        let place = alloc(layout);
        if place.is_null() {
            handle_alloc_error(layout);
        }
        if !old.is_null() {
            std::ptr::copy_nonoverlapping(old, place, old_size.min(size));
        }
        effect.memory.push((place, layout));
        place
    }
}
