// alsa-lib, and what AudioIO needs beside it in C: the calls that the audio thread makes, the conversion between device
// samples and floats, and alsa-lib's messages as text. Only AudioIO imports it.
//
// alsa-lib wraps each call on a PCM in a mutex of its own, so that programs may share one between threads. Cajon uses a
// PCM from one thread at a time, so the program turns that off, with `LIBASOUND_THREAD_SAFE=0` in its own environment
// before `main`, unless the user has set the variable. With it off, a call on a `hw` PCM is a system call or less.
// Plugins that talk to a server (pulse, jack) have locks of their own, which nobody can take from them.
#ifndef CAJON_CALSA_H
#define CAJON_CALSA_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_PCM_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_PCM_NO_LOCKS
#endif

// --- What the audio thread calls ------------------------------------------------------------------------------------
// Each takes a PCM that was configured for non-blocking, interleaved or non-interleaved access. Numbers below zero are
// negated errno values: EPIPE is an xrun, ESTRPIPE a suspended system, ENODEV a device that has gone.

/// Frames that can be read or written now, by the hardware's own pointer; or what state keeps it from going on.
CAJON_PCM_NO_LOCKS long cajon_pcm_available(snd_pcm_t *pcm);

/// Reads or writes up to that many interleaved frames; returns how many, 0 when there is nothing to be had now.
CAJON_PCM_NO_LOCKS long cajon_pcm_read(snd_pcm_t *pcm, void *frames, size_t frame_count);
CAJON_PCM_NO_LOCKS long cajon_pcm_write(snd_pcm_t *pcm, const void *frames, size_t frame_count);

/// The same with channels apart, `stride` bytes from one to the next, from `first_byte` of each on.
CAJON_PCM_NO_LOCKS long cajon_pcm_read_planar(
    snd_pcm_t *pcm, void *channels, size_t stride, size_t first_byte, size_t frame_count);
CAJON_PCM_NO_LOCKS long cajon_pcm_write_planar(
    snd_pcm_t *pcm, const void *channels, size_t stride, size_t first_byte, size_t frame_count);

/// Sleeps until one of the PCMs has something to say; null is no PCM. The only function here that waits.
///
/// Returns 1 or more when woken, be it for nothing, 0 when the time is over, a negated errno when polling itself fails.
CAJON_PCM_NO_LOCKS int cajon_pcm_poll(snd_pcm_t *first, snd_pcm_t *second, int timeout_milliseconds);

/// Frames between this moment's write and the speaker, or between the microphone and this moment's read; 0 if unknown.
CAJON_PCM_NO_LOCKS long cajon_pcm_delay(snd_pcm_t *pcm);

/// `snd_pcm_prepare`, `snd_pcm_drop`, `snd_pcm_start`, `snd_pcm_resume`: 0, or a negated errno.
CAJON_PCM_NO_LOCKS int cajon_pcm_prepare(snd_pcm_t *pcm);
CAJON_PCM_NO_LOCKS int cajon_pcm_drop(snd_pcm_t *pcm);
CAJON_PCM_NO_LOCKS int cajon_pcm_start(snd_pcm_t *pcm);
CAJON_PCM_NO_LOCKS int cajon_pcm_resume(snd_pcm_t *pcm);
CAJON_PCM_NO_LOCKS bool cajon_pcm_is_running(snd_pcm_t *pcm);

// --- Samples --------------------------------------------------------------------------------------------------------

/// How a device stores a sample.
typedef enum {
    CAJON_ENCODING_FLOAT,   ///< IEEE 754 binary32
    CAJON_ENCODING_S32,     ///< 32 bits
    CAJON_ENCODING_S24,     ///< 24 bits, the lower three bytes of four; the sign is extended into the fourth
    CAJON_ENCODING_S24_3,   ///< 24 bits in three bytes
    CAJON_ENCODING_S16,     ///< 16 bits
} cajon_encoding;

/// Bytes of one sample.
CAJON_PCM_NO_LOCKS size_t cajon_encoding_byte_count(cajon_encoding encoding);

/// One channel of device samples, `stride` bytes apart, as floats: integers divided by 2^(bits-1), exactly but for S32,
/// which is rounded to the nearest float; floats bit for bit.
CAJON_PCM_NO_LOCKS void cajon_decode(
    float *restrict destination, const void *restrict source, size_t stride, size_t count, cajon_encoding encoding,
    bool is_big_endian);

/// One channel of integers, left-justified in 32 bits (for FLOAT: the floats' bits), as device samples, `stride` bytes
/// apart.
CAJON_PCM_NO_LOCKS void cajon_encode(
    void *restrict destination, size_t stride, const int32_t *restrict source, size_t count, cajon_encoding encoding,
    bool is_big_endian);

/// Zero bytes, which are silence in every encoding.
CAJON_PCM_NO_LOCKS void cajon_silence(void *samples, size_t byte_count);

// --- Messages -------------------------------------------------------------------------------------------------------

/// Keeps what alsa-lib says, from here on, instead of letting it write to standard error. Any thread; once is enough.
void cajon_alsa_keep_messages(void);
/// Forgets what was kept for this thread.
void cajon_alsa_forget_messages(void);
/// What alsa-lib has said on this thread since then, one line for each message; empty if nothing.
const char *cajon_alsa_messages(void);

#endif
