// A kernel of the plainest kind: one buffer, mono, no heap, a filter with a state. Every export by its name.
#define EXPORT(name) __attribute__((export_name(name)))

static float buffer[128];
static float state[32];

EXPORT("buffer") float *get_buffer(void) { return buffer; }

EXPORT("process") void process(int channel, float amount) {
    for (int frame = 0; frame < 128; frame++) {
        state[channel] += amount * (buffer[frame] - state[channel]);
        // What decays to nothing must not depend on how nothing is reached: Cajon flushes denormals, browsers keep them.
        if (state[channel] < 1e-20f && state[channel] > -1e-20f) state[channel] = 0;
        buffer[frame] = state[channel];
    }
}
