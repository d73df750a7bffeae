// What AudioIO sees of libsamplerate: its own header, and one call that the audio thread may make.
#ifndef CAJON_CSAMPLERATE_H
#define CAJON_CSAMPLERATE_H

#include <samplerate.h>

/// `src_process`: converts what it can. It keeps to the buffers that `src_new` made: no allocation, no lock.
__attribute__((swift_attr("@_noLocks"))) static inline int cajon_src_process(SRC_STATE *state, SRC_DATA *data) {
    return src_process(state, data);
}

/// `src_reset`: forgets the sound so far. It only clears memory.
__attribute__((swift_attr("@_noLocks"))) static inline int cajon_src_reset(SRC_STATE *state) {
    return src_reset(state);
}

#endif
