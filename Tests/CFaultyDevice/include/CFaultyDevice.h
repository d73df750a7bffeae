// A sound device that a test commands: its clock, what it accepts, and its faults. It is a PCM of alsa-lib's like any
// other, made in this process. Used by one thread at a time.
#ifndef CAJON_CFAULTYDEVICE_H
#define CAJON_CFAULTYDEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// alsa-lib's `snd_pcm_t`, without its header: Swift sees an opaque pointer either way.
typedef struct _snd_pcm snd_pcm_t;
typedef struct cajon_faulty_device cajon_faulty_device;

/// What the device can do; a count of zero leaves a thing open.
typedef struct {
    bool is_capture;
    unsigned rates[4];
    unsigned rate_count;
    /// alsa-lib's numbers.
    unsigned formats[4];
    unsigned format_count;
    unsigned minimum_channels;
    unsigned maximum_channels;
    unsigned minimum_period_frames;
    /// Positions by alsa-lib's numbers, one for each channel.
    unsigned positions[8];
    unsigned position_count;
    /// What it takes at once, at most, so that transfers fall short.
    unsigned transfer_limit;
    /// Whether what is played is thrown away, so that the device allocates nothing.
    bool is_forgetful;
    /// How far the clock goes each time that somebody looks; otherwise only by `cajon_faulty_advance`.
    unsigned frames_per_look;
    /// For capture: a device that plays floats, as many channels, on the same clock, and is heard so many frames later.
    /// Until it is prepared again for the first time.
    cajon_faulty_device *heard;
    unsigned heard_later_frames;
} cajon_faulty_options;

/// Makes a device and a PCM that reaches it, for non-blocking use. The device outlives the PCM.
cajon_faulty_device *cajon_faulty_make(cajon_faulty_options options);
/// Opens it: null and a negated errno in `code` when it is busy or gone.
snd_pcm_t *cajon_faulty_open(cajon_faulty_device *device, int *code);
/// Only when its PCM has been closed.
void cajon_faulty_free(cajon_faulty_device *device);

/// Lets the hardware play or capture so many frames.
void cajon_faulty_advance(cajon_faulty_device *device, size_t frame_count);
/// From now on every look tells of that: EPIPE until it is prepared, ESTRPIPE until it is resumed or prepared, ENODEV
/// until 0 is given here.
void cajon_faulty_fail(cajon_faulty_device *device, int code);
/// What opening says: EBUSY, EACCES, ENODEV; 0 lets it open.
void cajon_faulty_refuse(cajon_faulty_device *device, int code);
/// What resuming comes to: EAGAIN leaves it asleep, 0 (as it comes) wakes it.
void cajon_faulty_set_resume(cajon_faulty_device *device, int code);

bool cajon_faulty_is_open(const cajon_faulty_device *device);
unsigned cajon_faulty_start_count(const cajon_faulty_device *device);
unsigned cajon_faulty_prepare_count(const cajon_faulty_device *device);
/// What was written: interleaved device samples. Capture delivers, in 32-bit formats, 256 · (frame · 8 + channel).
const uint8_t *cajon_faulty_played(const cajon_faulty_device *device, size_t *byte_count);

#endif
