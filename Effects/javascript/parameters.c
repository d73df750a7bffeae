// Where the knobs stand while sound runs: a change glides, counted in frames from the quantum it came before, as
// `linearRampToValueAtTime` would. The stream's position alone decides, so blocks of any size give the same values.

#include <stdlib.h>

#include "shim.h"

glide *glides;
static uint32_t glide_count;
/// How long a change takes; 0 before the sound starts.
static uint32_t glide_length;

bool parameters_set(const description *description) {
    glides = calloc(description->knob_count + 1, sizeof *glides);
    if (!glides) return false;
    glide_count = description->knob_count;
    for (uint32_t i = 0; i < glide_count; i++) glides[i].target = glides[i].start = description->knobs[i].initial;
    return true;
}

void parameter_move(const description *description, uint32_t index, float value) {
    if (index >= glide_count || value != value) return;
    const knob *knob = &description->knobs[index];
    value = value < knob->minimum ? knob->minimum : value > knob->maximum ? knob->maximum : value;
    if (knob->is_stepped) value = roundf(value);
    glide *glide = &glides[index];
    if (value == glide->target) return;
    float now = glide_at(glide, 0);
    bool jumps = knob->is_stepped || glide_length == 0;
    glide->start = jumps ? value : now;
    glide->target = value;
    glide->elapsed = 0;
    glide->length = jumps ? 0 : glide_length;
}

void parameters_snap(void) {
    for (uint32_t i = 0; i < glide_count; i++)
        glides[i] = (glide){.target = glides[i].target, .start = glides[i].target};
}

void parameters_settle(void) {
    glide_length = 0;
    parameters_snap();
}

void parameters_start(uint32_t glide_frames) { glide_length = glide_frames; }

void parameters_advance(void) {
    for (uint32_t i = 0; i < glide_count; i++)
        if (glide_is_moving(&glides[i])) glides[i].elapsed += QUANTUM;
}
