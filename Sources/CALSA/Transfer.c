// What the audio thread calls of alsa-lib. Each PCM belongs to one thread at a time. Nothing here allocates.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "CALSA.h"

/// More than any PCM has channels that Cajon would use.
enum { most_channels = 64 };
/// A PCM has one descriptor, a plugin over several PCMs one for each.
enum { most_descriptors = 16 };

/// Before `main`, while nobody else can be reading the environment.
__attribute__((constructor)) static void turn_locks_off(void) { setenv("LIBASOUND_THREAD_SAFE", "0", 0); }

/// What a state that ends the exchange means.
static int state_code(snd_pcm_t *pcm) {
    switch (snd_pcm_state(pcm)) {
    case SND_PCM_STATE_XRUN: return -EPIPE;
    case SND_PCM_STATE_SUSPENDED: return -ESTRPIPE;
    case SND_PCM_STATE_DISCONNECTED: return -ENODEV;
    default: return 0;
    }
}

/// A transfer's result; when the state says more than the number, the state.
static long outcome(snd_pcm_t *pcm, long result) {
    if (result >= 0) return result;
    if (result == -EAGAIN || result == -EINTR) return 0;
    int state = state_code(pcm);
    return state != 0 ? state : result;
}

long cajon_pcm_available(snd_pcm_t *pcm) {
    long available = snd_pcm_avail(pcm);
    int state = state_code(pcm);
    return state != 0 ? state : available;
}

long cajon_pcm_read(snd_pcm_t *pcm, void *frames, size_t frame_count) {
    return outcome(pcm, snd_pcm_readi(pcm, frames, frame_count));
}

long cajon_pcm_write(snd_pcm_t *pcm, const void *frames, size_t frame_count) {
    return outcome(pcm, snd_pcm_writei(pcm, frames, frame_count));
}

long cajon_pcm_read_planar(snd_pcm_t *pcm, void *channels, size_t stride, size_t first_byte, size_t frame_count) {
    void *places[most_channels];
    for (size_t channel = 0; channel < most_channels; channel++) {
        places[channel] = (char *)channels + channel * stride + first_byte;
    }
    return outcome(pcm, snd_pcm_readn(pcm, places, frame_count));
}

long cajon_pcm_write_planar(
    snd_pcm_t *pcm, const void *channels, size_t stride, size_t first_byte, size_t frame_count) {
    void *places[most_channels];
    for (size_t channel = 0; channel < most_channels; channel++) {
        places[channel] = (char *)channels + channel * stride + first_byte;
    }
    return outcome(pcm, snd_pcm_writen(pcm, places, frame_count));
}

/// Whether a PCM's descriptors say that it is to be looked at.
static bool is_woken(snd_pcm_t *pcm, struct pollfd *descriptors, unsigned count) {
    unsigned short events = 0;
    if (snd_pcm_poll_descriptors_revents(pcm, descriptors, count, &events) < 0) return true;
    return events != 0;
}

int cajon_pcm_poll(snd_pcm_t *first, snd_pcm_t *second, int timeout_milliseconds) {
    struct pollfd descriptors[2 * most_descriptors];
    int first_count = 0;
    int second_count = 0;
    if (first) {
        first_count = snd_pcm_poll_descriptors(first, descriptors, most_descriptors);
        if (first_count < 0) return first_count;
    }
    if (second) {
        second_count = snd_pcm_poll_descriptors(second, descriptors + first_count, most_descriptors);
        if (second_count < 0) return second_count;
    }
    int found = poll(descriptors, (nfds_t)(first_count + second_count), timeout_milliseconds);
    if (found < 0) return errno == EINTR ? 1 : -errno;
    if (found == 0) return 0;
    // A plugin takes note of its event while it is asked, so both are.
    bool is_first = first && is_woken(first, descriptors, (unsigned)first_count);
    bool is_second = second && is_woken(second, descriptors + first_count, (unsigned)second_count);
    return is_first || is_second ? 1 : 2;
}

long cajon_pcm_delay(snd_pcm_t *pcm) {
    snd_pcm_sframes_t delay = 0;
    return snd_pcm_delay(pcm, &delay) == 0 && delay > 0 ? delay : 0;
}

int cajon_pcm_prepare(snd_pcm_t *pcm) { return snd_pcm_prepare(pcm); }
int cajon_pcm_drop(snd_pcm_t *pcm) { return snd_pcm_drop(pcm); }
int cajon_pcm_start(snd_pcm_t *pcm) { return snd_pcm_start(pcm); }

int cajon_pcm_resume(snd_pcm_t *pcm) {
    int code = snd_pcm_resume(pcm);
    // A plug-in's refusal is lost on the way; its state isn't.
    if (code == 0 && snd_pcm_state(pcm) == SND_PCM_STATE_SUSPENDED) return -EAGAIN;
    return code;
}

bool cajon_pcm_is_running(snd_pcm_t *pcm) { return snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING; }
