// A PCM plug-in made by hand, whose callbacks do what a test told them. Used by one thread at a time.
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "CFaultyDevice.h"

struct cajon_faulty_device {
    cajon_faulty_options options;
    snd_pcm_ioplug_t plug;
    bool is_open;
    bool is_started;
    int failure;
    int refusal;
    int resume_code;
    unsigned start_count;
    unsigned prepare_count;
    snd_pcm_uframes_t boundary;
    snd_pcm_uframes_t position;
    /// Frames by which the clock has moved since the device was made.
    uint64_t elapsed;
    /// For a device that hears another: that one's `elapsed` at the start.
    uint64_t heard_from;
    /// Frames captured and handed over so far.
    uint64_t delivered;
    uint8_t *played;
    size_t played_count;
    size_t played_capacity;
};

static int on_start(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    device->is_started = true;
    device->start_count++;
    if (device->options.heard) device->heard_from = device->options.heard->elapsed;
    return device->failure == ENODEV ? -ENODEV : 0;
}

static int on_stop(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    device->is_started = false;
    return 0;
}

static void move(cajon_faulty_device *device, size_t frame_count) {
    if (!device->is_started || device->boundary == 0) return;
    device->elapsed += frame_count;
    device->position = (device->position + frame_count) % device->boundary;
}

static snd_pcm_sframes_t on_pointer(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    if (device->failure == EPIPE) return -EPIPE;
    if (device->options.heard) {
        device->position = (device->options.heard->elapsed - device->heard_from) % device->boundary;
    } else {
        move(device, device->options.frames_per_look);
    }
    return (snd_pcm_sframes_t)device->position;
}

static void *place(const snd_pcm_channel_area_t *areas, unsigned channel, snd_pcm_uframes_t frame) {
    return (char *)areas[channel].addr + (areas[channel].first + areas[channel].step * frame) / 8;
}

static void play(
    cajon_faulty_device *device, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
    snd_pcm_uframes_t size) {
    size_t width = (size_t)snd_pcm_format_physical_width(device->plug.format) / 8;
    size_t needed = device->played_count + size * device->plug.channels * width;
    if (needed > device->played_capacity) {
        device->played_capacity = 2 * needed;
        device->played = realloc(device->played, device->played_capacity);
    }
    for (snd_pcm_uframes_t frame = 0; frame < size; frame++) {
        for (unsigned channel = 0; channel < device->plug.channels; channel++) {
            memcpy(device->played + device->played_count, place(areas, channel, offset + frame), width);
            device->played_count += width;
        }
    }
}

/// What the device that is heard played at a frame.
static float heard_sample(const cajon_faulty_device *device, uint64_t frame, unsigned channel) {
    const cajon_faulty_device *heard = device->options.heard;
    float sample = 0;
    if (frame < device->options.heard_later_frames) return sample;
    size_t place = ((frame - device->options.heard_later_frames) * heard->plug.channels + channel) * sizeof sample;
    if (place + sizeof sample <= heard->played_count) memcpy(&sample, heard->played + place, sizeof sample);
    return sample;
}

static void capture(
    cajon_faulty_device *device, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
    snd_pcm_uframes_t size) {
    for (snd_pcm_uframes_t frame = 0; frame < size; frame++) {
        for (unsigned channel = 0; channel < device->plug.channels; channel++) {
            int32_t value = (int32_t)(256 * ((device->delivered * 8 + channel) % (1u << 22)));
            float number =
                device->options.heard ? heard_sample(device, device->delivered, channel) : (float)value * 0x1p-31f;
            void *sample = device->plug.format == SND_PCM_FORMAT_FLOAT_LE ? (void *)&number : (void *)&value;
            int16_t half = (int16_t)(value >> 8);
            if (device->plug.format == SND_PCM_FORMAT_S16_LE) memcpy(place(areas, channel, offset + frame), &half, 2);
            else memcpy(place(areas, channel, offset + frame), sample, 4);
        }
        device->delivered++;
    }
}

static snd_pcm_sframes_t on_transfer(
    snd_pcm_ioplug_t *plug, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
    cajon_faulty_device *device = plug->private_data;
    unsigned limit = device->options.transfer_limit;
    if (limit > 0 && size > limit) size = limit;
    if (device->options.is_capture) capture(device, areas, offset, size);
    else if (!device->options.is_forgetful) play(device, areas, offset, size);
    return (snd_pcm_sframes_t)size;
}

static int on_close(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    device->is_open = false;
    device->is_started = false;
    close(plug->poll_fd);
    return 0;
}

static int on_sw_params(snd_pcm_ioplug_t *plug, snd_pcm_sw_params_t *parameters) {
    cajon_faulty_device *device = plug->private_data;
    return snd_pcm_sw_params_get_boundary(parameters, &device->boundary);
}

static int on_prepare(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    device->prepare_count++;
    device->position = 0;
    device->is_started = false;
    if (device->failure == ENODEV) return -ENODEV;
    device->failure = 0;
    return 0;
}

static int on_resume(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    if (device->resume_code == 0) {
        device->failure = 0;
        snd_pcm_ioplug_set_state(plug, SND_PCM_STATE_RUNNING);
    }
    return -device->resume_code;
}

static int on_poll_revents(
    snd_pcm_ioplug_t *plug, struct pollfd *descriptors, unsigned count, unsigned short *events) {
    (void)descriptors;
    (void)count;
    cajon_faulty_device *device = plug->private_data;
    *events = device->options.is_capture ? POLLIN : POLLOUT;
    return 0;
}

static snd_pcm_chmap_t *on_get_chmap(snd_pcm_ioplug_t *plug) {
    cajon_faulty_device *device = plug->private_data;
    unsigned count = device->options.position_count;
    if (count == 0) return NULL;
    snd_pcm_chmap_t *map = malloc(sizeof *map + count * sizeof map->pos[0]);
    map->channels = count;
    for (unsigned channel = 0; channel < count; channel++) map->pos[channel] = device->options.positions[channel];
    return map;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = on_start,
    .stop = on_stop,
    .pointer = on_pointer,
    .transfer = on_transfer,
    .close = on_close,
    .sw_params = on_sw_params,
    .prepare = on_prepare,
    .resume = on_resume,
    .poll_revents = on_poll_revents,
    .get_chmap = on_get_chmap,
};

static int constrain(cajon_faulty_device *device) {
    static const unsigned accesses[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_RW_NONINTERLEAVED};
    static const unsigned formats[] = {SND_PCM_FORMAT_FLOAT_LE, SND_PCM_FORMAT_S32_LE, SND_PCM_FORMAT_S16_LE};
    const cajon_faulty_options *options = &device->options;
    snd_pcm_ioplug_t *plug = &device->plug;
    int code = snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses);
    if (code < 0) return code;
    code = options->format_count > 0
               ? snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_FORMAT, options->format_count, options->formats)
               : snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_FORMAT, 3, formats);
    if (code < 0) return code;
    unsigned most = options->maximum_channels > 0 ? options->maximum_channels : 32;
    unsigned least = options->minimum_channels > 0 ? options->minimum_channels : 1;
    code = snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_CHANNELS, least, most);
    if (code < 0) return code;
    code = options->rate_count > 0
               ? snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_RATE, options->rate_count, options->rates)
               : snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_RATE, 8000, 192000);
    if (code < 0) return code;
    unsigned period = 4 * (options->minimum_period_frames > 0 ? options->minimum_period_frames : 16);
    code = snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_PERIOD_BYTES, period, 1u << 20);
    if (code < 0) return code;
    return snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
}

cajon_faulty_device *cajon_faulty_make(cajon_faulty_options options) {
    cajon_faulty_device *device = calloc(1, sizeof *device);
    device->options = options;
    return device;
}

snd_pcm_t *cajon_faulty_open(cajon_faulty_device *device, int *code) {
    *code = device->refusal != 0 ? -device->refusal : device->is_open ? -EBUSY : 0;
    if (*code < 0) return NULL;
    snd_pcm_ioplug_t *plug = &device->plug;
    memset(plug, 0, sizeof *plug);
    plug->version = SND_PCM_IOPLUG_VERSION;
    plug->name = "A device that a test commands";
    plug->flags = SND_PCM_IOPLUG_FLAG_LISTED | SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;
    // Always ready to be read, so that nobody ever sleeps for long.
    plug->poll_fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
    plug->poll_events = POLLIN;
    plug->callback = &callbacks;
    plug->private_data = device;
    snd_pcm_stream_t direction = device->options.is_capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK;
    *code = snd_pcm_ioplug_create(plug, "faulty", direction, SND_PCM_NONBLOCK);
    if (*code < 0) return NULL;
    *code = constrain(device);
    device->is_open = true;
    device->position = 0;
    device->is_started = false;
    return plug->pcm;
}

void cajon_faulty_free(cajon_faulty_device *device) {
    free(device->played);
    free(device);
}

void cajon_faulty_advance(cajon_faulty_device *device, size_t frame_count) { move(device, frame_count); }

void cajon_faulty_fail(cajon_faulty_device *device, int code) {
    device->failure = code;
    if (!device->is_open) return;
    if (code == ESTRPIPE) snd_pcm_ioplug_set_state(&device->plug, SND_PCM_STATE_SUSPENDED);
    if (code == ENODEV) snd_pcm_ioplug_set_state(&device->plug, SND_PCM_STATE_DISCONNECTED);
}

void cajon_faulty_refuse(cajon_faulty_device *device, int code) { device->refusal = code; }
void cajon_faulty_set_resume(cajon_faulty_device *device, int code) { device->resume_code = code; }
bool cajon_faulty_is_open(const cajon_faulty_device *device) { return device->is_open; }
unsigned cajon_faulty_start_count(const cajon_faulty_device *device) { return device->start_count; }
unsigned cajon_faulty_prepare_count(const cajon_faulty_device *device) { return device->prepare_count; }

const uint8_t *cajon_faulty_played(const cajon_faulty_device *device, size_t *byte_count) {
    *byte_count = device->played_count;
    return device->played;
}
