// Memories of a script's WebAssembly: regions of this engine's own linear memory, taken page by page beside the heap. Code
// of the script's modules finds its memory by a record, whose address the host gives it, and which it can't reach itself.

#include <stdlib.h>

#include "modules.h"

/// As rewritten code reads it (RegionModule): the first eight bytes' low half, and the second eight.
typedef struct {
    uint32_t base;
    uint32_t reserved;
    uint64_t length;
    uint32_t maximum;
    /// Bytes from the base on that nobody else has.
    uint32_t capacity;
    JSValue buffer;
} record;

_Static_assert(offsetof(record, base) == 0 && offsetof(record, length) == 8, "RegionModule reads these");

typedef struct {
    uint32_t base;
    uint32_t size;
} extent;

/// Of the 64 MiB that the host allows, 8 stay with the heap: without any it ends the effect, with the rest it can throw.
enum { MOST_REGIONS = 1024, MOST_EXTENTS = 2048, MOST_TOTAL_PAGES = (56 << 20) / WASM_PAGE };

static record *records[MOST_REGIONS];
static int32_t record_count;
/// All that was ever taken, and what of it is free: zeroes.
static extent taken[MOST_EXTENTS], unused[MOST_EXTENTS];
static uint32_t taken_count, unused_count;
static uint8_t nowhere[1];

/// Overwrites what isn't zero: pages that nobody has touched take no memory of the machine's.
static void clear(uint32_t base, uint32_t size) {
    enum { PIECE = 4096 };
    for (uint32_t at = 0; at < size; at += PIECE) {
        const uint64_t *words = (const uint64_t *)(uintptr_t)(base + at);
        uint64_t any = 0;
        for (uint32_t i = 0; i < PIECE / 8; i++) any |= words[i];
        if (any) memset((void *)(uintptr_t)(base + at), 0, PIECE);
    }
}

static bool add_extent(extent *list, uint32_t *count, uint32_t base, uint32_t size) {
    if (size == 0) return true;
    if (*count > 0 && list[*count - 1].base + list[*count - 1].size == base) {
        list[*count - 1].size += size;
        return true;
    }
    if (*count == MOST_EXTENTS) return false;
    list[(*count)++] = (extent){base, size};
    return true;
}

/// Pages that begin where others end, or anywhere if that is 0; 0 when there are none.
static uint32_t take(uint32_t size, uint32_t after) {
    for (uint32_t i = 0; i < unused_count; i++) {
        extent *one = &unused[i];
        if (one->size < size || (after && one->base != after)) continue;
        uint32_t base = one->base;
        one->base += size;
        one->size -= size;
        if (one->size == 0) *one = unused[--unused_count];
        return base;
    }
    size_t pages = __builtin_wasm_memory_size(0);
    if ((after && pages * WASM_PAGE != after) || taken_count == MOST_EXTENTS) return 0;
    if (pages + size / WASM_PAGE > MOST_TOTAL_PAGES) return 0;
    if (__builtin_wasm_memory_grow(0, size / WASM_PAGE) == SIZE_MAX) return 0;
    add_extent(taken, &taken_count, (uint32_t)(pages * WASM_PAGE), size);
    return (uint32_t)(pages * WASM_PAGE);
}

/// Gives pages back. With no room to note them, nobody has them until all memories end.
static void give_back(uint32_t base, uint32_t size) {
    clear(base, size);
    add_extent(unused, &unused_count, base, size);
}

static record *record_at(int32_t number) {
    return number >= 0 && number < record_count ? records[number] : NULL;
}

int32_t region_new(uint32_t pages, uint32_t maximum) {
    if (record_count == MOST_REGIONS || pages > maximum || pages >= MOST_PAGES) return -1;
    record *record = malloc(sizeof *record);
    if (!record) return -1;
    uint32_t size = pages * WASM_PAGE, base = size > 0 ? take(size, 0) : 0;
    if (size > 0 && base == 0) {
        free(record);
        return -1;
    }
    record->base = base;
    record->reserved = 0;
    record->length = record->capacity = size;
    record->maximum = maximum;
    record->buffer = JS_UNDEFINED;
    records[record_count] = record;
    return record_count++;
}

uint32_t region_record(int32_t number) { return (uint32_t)(uintptr_t)record_at(number); }

uint32_t region_pages(int32_t number) {
    const record *record = record_at(number);
    return record ? (uint32_t)(record->length / WASM_PAGE) : 0;
}

uint32_t region_maximum(int32_t number) {
    const record *record = record_at(number);
    return record ? record->maximum : 0;
}

JSValue region_buffer(JSContext *context, int32_t number) {
    record *record = record_at(number);
    if (!record) return JS_ThrowTypeError(context, "there is no such memory");
    uint8_t *bytes = record->length > 0 ? (uint8_t *)(uintptr_t)record->base : nowhere;
    if (!JS_IsUndefined(record->buffer)) {
        // A script may have taken it away with `transfer()`.
        size_t size;
        if (JS_GetArrayBuffer(context, &size, record->buffer) == bytes && size == record->length)
            return JS_DupValue(context, record->buffer);
        JS_FreeValue(context, JS_GetException(context));
        JS_FreeValue(context, record->buffer);
    }
    // Without a reallocation function the buffer stays ours: it can be detached, but neither moved nor freed.
    record->buffer = JS_NewArrayBuffer(context, bytes, (size_t)record->length, 0, NULL, NULL, false);
    if (JS_IsException(record->buffer)) {
        record->buffer = JS_UNDEFINED;
        return JS_EXCEPTION;
    }
    return JS_DupValue(context, record->buffer);
}

int32_t region_grow(JSContext *context, int32_t number, uint32_t pages) {
    record *record = record_at(number);
    if (!record) return -1;
    uint32_t before = region_pages(number);
    if (pages > record->maximum - before || before + pages >= MOST_PAGES) return -1;
    uint32_t size = pages * WASM_PAGE;
    if (size > 0) {
        uint32_t more = record->capacity > 0 ? take(size, record->base + record->capacity) : 0;
        if (!more) {
            uint32_t base = take(record->capacity + size, 0);
            if (!base) return -1;
            memcpy((void *)(uintptr_t)base, (void *)(uintptr_t)record->base, record->capacity);
            give_back(record->base, record->capacity);
            record->base = base;
        }
        record->capacity += size;
        record->length += size;
    }
    if (!JS_IsUndefined(record->buffer)) {
        JS_DetachArrayBuffer(context, record->buffer);
        JS_FreeValue(context, record->buffer);
        record->buffer = JS_UNDEFINED;
    }
    return (int32_t)before;
}

void regions_release(JSContext *context) {
    for (int32_t i = 0; i < record_count; i++) {
        if (!JS_IsUndefined(records[i]->buffer)) {
            JS_DetachArrayBuffer(context, records[i]->buffer);
            JS_FreeValue(context, records[i]->buffer);
        }
        free(records[i]);
    }
    record_count = 0;
    for (uint32_t i = 0; i < taken_count; i++) clear(taken[i].base, taken[i].size);
    memcpy(unused, taken, sizeof taken);
    unused_count = taken_count;
}

/// `memory.grow` of a script's module: the record's address, and by how many pages.
CAJON_EXPORT("cajon-grow-region") int32_t cajon_grow_region(uint32_t address, uint32_t pages) {
    for (int32_t i = 0; i < record_count; i++)
        if (region_record(i) == address) return region_grow(engine_realm.context, i, pages);
    return -1;
}
