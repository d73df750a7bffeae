// Memory for one call of a kernel: a stack of bytes in chunks that stay where they are, since a getter may call another
// kernel in the middle of a call.

#include <stdlib.h>

#include "kernels.h"

typedef struct chunk {
    struct chunk *previous;
    size_t size;
    size_t used;
    _Alignas(8) uint8_t bytes[];
} chunk;

enum { CHUNK_SIZE = 8192 };

static chunk *newest;

void *scratch_take(JSContext *context, size_t size) {
    size = (size + 15) & ~(size_t)7;
    if (!newest || newest->size - newest->used < size) {
        size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
        chunk *next = malloc(sizeof(chunk) + room);
        if (!next) {
            JS_ThrowOutOfMemory(context);
            return NULL;
        }
        next->previous = newest;
        next->size = room;
        next->used = 0;
        newest = next;
    }
    void *memory = newest->bytes + newest->used;
    newest->used += size;
    memset(memory, 0, size);
    return memory;
}

scratch_mark scratch_position(void) { return (scratch_mark){newest, newest ? newest->used : 0}; }

void scratch_release(scratch_mark mark) {
    // The first chunk stays: most calls need no other.
    while (newest != mark.chunk && newest && newest->previous) {
        chunk *previous = newest->previous;
        free(newest);
        newest = previous;
    }
    if (newest) newest->used = newest == mark.chunk ? mark.used : 0;
}
