// What Control needs from C: signals as bytes on a pipe, the terminal's mode and its restoration, the ALSA sequencer.
// Only Control imports it. Everything here belongs to a control thread unless it says that a signal handler calls it;
// nothing belongs to the audio thread.
#ifndef CAJON_CCONTROL_H
#define CAJON_CCONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// --- Waking and signals ------------------------------------------------------------------------------------------

// A new eventfd, non-blocking and closed in children; -1 and errno when there is none to be had.
int cajon_eventfd(void);

// A pipe of one's own at whose end, which this returns, all signals that are caught arrive as bytes, each the signal's
// number; -1 and errno on failure. Given back, not closed.
int cajon_signal_pipe(void);
void cajon_signal_pipe_return(int reading);

// From now on the signal is written into all pipes instead of doing what it did. False and errno on failure. As many
// calls of `release` as of `catch` let it do again what it did before.
bool cajon_signal_catch(int number);
void cajon_signal_release(int number);

// --- Sockets -----------------------------------------------------------------------------------------------------

// The next client that wants in, non-blocking and closed in children; -1 and errno when there is none.
int cajon_socket_accept(int descriptor);

// The user at the other end of a Unix socket; -1 when the kernel won't say.
int64_t cajon_socket_peer_user(int descriptor);

// --- The terminal ------------------------------------------------------------------------------------------------

// Makes sure that the terminal is given back when the process crashes or exits. Once; before the engine that runs effects
// is made, which handles the same signals, asks first and passes on what isn't its own.
void cajon_terminal_guard(void);

// Keys come at once and unechoed, and the screen is another page with a hidden cursor. False and errno when `input` is
// no terminal. One terminal for the process.
bool cajon_terminal_enter(int input, int output);

// Gives the terminal back as it was; nothing unless it was entered. Signal handlers may call it.
void cajon_terminal_leave(void);

// --- The ALSA sequencer ------------------------------------------------------------------------------------------

typedef struct cajon_sequencer cajon_sequencer;

enum cajon_midi_kind {
    CAJON_MIDI_NOTHING = 0,         // nothing more has come
    CAJON_MIDI_OTHER = 1,           // something that isn't for us
    CAJON_MIDI_CONTROL = 2,         // parameter 0...127, value 0...127
    CAJON_MIDI_CONTROL_14_BIT = 3,  // parameter 0...31, value 0...16383
    CAJON_MIDI_OVERRUN = 4,         // events were lost
    CAJON_MIDI_GONE = 5,            // the sequencer is no longer there
};

typedef struct {
    int32_t kind;
    int32_t channel;  // 0...15
    int32_t parameter;
    int32_t value;
} cajon_midi_event;

// Opens a client with one port that others can write to, and listens to every hardware port there is or will be. Null and
// a text in `error` when there is no sequencer.
cajon_sequencer *cajon_sequencer_open(const char *name, char *error, size_t error_size);
void cajon_sequencer_close(cajon_sequencer *sequencer);

// The client's number, as aconnect(1) shows it.
int cajon_sequencer_client(const cajon_sequencer *sequencer);

// The descriptors that become readable when something has come; returns their number.
int cajon_sequencer_descriptors(cajon_sequencer *sequencer, int *descriptors, int capacity);

// The next event, never waiting.
cajon_midi_event cajon_sequencer_next(cajon_sequencer *sequencer);

#endif
