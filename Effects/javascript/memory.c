// `cabi_realloc`: memory for what the host hands over. A block's lists come from an arena, so nothing is allocated while
// sound runs; what is larger, as sources are, comes from malloc and is freed when the call has read it.

#include <stdlib.h>

#include "shim.h"

/// A piece from malloc, in a list.
typedef struct piece {
    struct piece *next;
    size_t size;
    // Aligned for any argument of the contract: at most 8.
    _Alignas(8) uint8_t bytes[];
} piece;

static uint8_t *arena;
static size_t arena_size;
static size_t arena_used;
static piece *pieces;

bool arena_reserve(size_t size) {
    if (size <= arena_size) return true;
    uint8_t *larger = realloc(arena, size);
    if (!larger) return false;
    arena = larger;
    arena_size = size;
    return true;
}

/// What a script may make while it plays without memory growing: as much as lies there before garbage is collected.
#define PLAYING_ROOM ((size_t)256 << 10)

void memory_make_room(void) {
    // Memory never shrinks, so what was had once can be had again. `volatile` keeps the compiler from leaving it out.
    void *volatile room = malloc(PLAYING_ROOM);
    free(room);
}

void arena_reset(void) {
    arena_used = 0;
    while (pieces) {
        piece *next = pieces->next;
        free(pieces);
        pieces = next;
    }
}

CAJON_EXPORT("cabi_realloc")
void *cajon_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    if (size == 0) return (void *)alignment;
    if (alignment > 8) fail("cabi_realloc: an alignment of %zu", alignment);
    size_t start = (arena_used + 15) & ~(size_t)15;
    void *result;
    if (start <= arena_size && size <= arena_size - start) {
        result = arena + start;
        arena_used = start + size;
    } else {
        piece *new = size < SIZE_MAX - sizeof(piece) ? malloc(sizeof(piece) + size) : NULL;
        if (!new) fail("out of memory: %zu bytes for the host", size);
        *new = (piece){pieces, size};
        pieces = new;
        result = new->bytes;
    }
    if (old) memcpy(result, old, old_size < size ? old_size : size);
    return result;
}
