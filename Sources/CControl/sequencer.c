// A client of the ALSA sequencer that only listens.
#include "CControl.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct cajon_sequencer {
    snd_seq_t *handle;
    int client;
    int port;
};

// alsa-lib prints what it dislikes to standard error, where nobody asked for it.
static void ignore(
    const char *file, int line, const char *function, int code, const char *format, va_list arguments) {
    (void)file, (void)line, (void)function, (void)code, (void)format, (void)arguments;
}

// A cable, or a keyboard: not another program, not the sequencer itself, not its loopback ("Midi Through").
static bool is_hardware(const snd_seq_port_info_t *info) {
    unsigned needed = SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ;
    unsigned capability = snd_seq_port_info_get_capability(info);
    unsigned type = snd_seq_port_info_get_type(info);
    return (capability & needed) == needed && !(capability & SND_SEQ_PORT_CAP_NO_EXPORT) &&
           (type & SND_SEQ_PORT_TYPE_HARDWARE);
}

static void listen_to(cajon_sequencer *sequencer, int client, int port) {
    snd_seq_port_info_t *info;
    snd_seq_port_info_alloca(&info);
    if (client == sequencer->client) return;
    if (snd_seq_get_any_port_info(sequencer->handle, client, port, info) < 0 || !is_hardware(info)) return;
    snd_seq_connect_from(sequencer->handle, sequencer->port, client, port);
}

static void listen_to_all(cajon_sequencer *sequencer) {
    snd_seq_client_info_t *client;
    snd_seq_client_info_alloca(&client);
    snd_seq_port_info_t *port;
    snd_seq_port_info_alloca(&port);
    snd_seq_client_info_set_client(client, -1);
    while (snd_seq_query_next_client(sequencer->handle, client) >= 0) {
        int number = snd_seq_client_info_get_client(client);
        snd_seq_port_info_set_client(port, number);
        snd_seq_port_info_set_port(port, -1);
        while (snd_seq_query_next_port(sequencer->handle, port) >= 0) {
            listen_to(sequencer, number, snd_seq_port_info_get_port(port));
        }
    }
}

cajon_sequencer *cajon_sequencer_open(const char *name, char *error, size_t error_size) {
    snd_seq_t *handle = NULL;
    snd_local_error_handler_t old = snd_lib_error_set_local(ignore);
    int code = snd_seq_open(&handle, "default", SND_SEQ_OPEN_INPUT, SND_SEQ_NONBLOCK);
    snd_lib_error_set_local(old);
    if (code < 0) {
        snprintf(error, error_size, "%s", snd_strerror(code));
        return NULL;
    }
    cajon_sequencer *sequencer = calloc(1, sizeof *sequencer);
    if (!sequencer) {
        snprintf(error, error_size, "out of memory");
        snd_seq_close(handle);
        return NULL;
    }
    sequencer->handle = handle;
    sequencer->client = snd_seq_client_id(handle);
    snd_seq_set_client_name(handle, name);
    sequencer->port = snd_seq_create_simple_port(
        handle, "control", SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE,
        SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);
    if (sequencer->port < 0) {
        snprintf(error, error_size, "%s", snd_strerror(sequencer->port));
        cajon_sequencer_close(sequencer);
        return NULL;
    }
    // The sequencer tells of ports that come later.
    snd_seq_connect_from(handle, sequencer->port, SND_SEQ_CLIENT_SYSTEM, SND_SEQ_PORT_SYSTEM_ANNOUNCE);
    listen_to_all(sequencer);
    return sequencer;
}

void cajon_sequencer_close(cajon_sequencer *sequencer) {
    if (!sequencer) return;
    snd_seq_close(sequencer->handle);
    free(sequencer);
}

int cajon_sequencer_client(const cajon_sequencer *sequencer) { return sequencer->client; }

int cajon_sequencer_descriptors(cajon_sequencer *sequencer, int *descriptors, int capacity) {
    struct pollfd list[8];
    int count = snd_seq_poll_descriptors(sequencer->handle, list, 8, POLLIN);
    int kept = 0;
    for (int index = 0; index < count && kept < capacity; index++) descriptors[kept++] = list[index].fd;
    return kept;
}

cajon_midi_event cajon_sequencer_next(cajon_sequencer *sequencer) {
    snd_seq_event_t *event = NULL;
    cajon_midi_event result = {.kind = CAJON_MIDI_OTHER};
    int code = snd_seq_event_input(sequencer->handle, &event);
    if (code == -EAGAIN) {
        result.kind = CAJON_MIDI_NOTHING;
    } else if (code == -ENOSPC) {
        result.kind = CAJON_MIDI_OVERRUN;
    } else if (code < 0 || !event) {
        result.kind = CAJON_MIDI_GONE;
    } else if (event->type == SND_SEQ_EVENT_CONTROLLER || event->type == SND_SEQ_EVENT_CONTROL14) {
        result.kind = event->type == SND_SEQ_EVENT_CONTROLLER ? CAJON_MIDI_CONTROL : CAJON_MIDI_CONTROL_14_BIT;
        result.channel = event->data.control.channel;
        result.parameter = (int32_t)event->data.control.param;
        result.value = event->data.control.value;
    } else if (event->type == SND_SEQ_EVENT_PORT_START) {
        listen_to(sequencer, event->data.addr.client, event->data.addr.port);
    }
    return result;
}
