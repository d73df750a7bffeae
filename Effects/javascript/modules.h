// WebAssembly of a script's own. `modules.js` is what scripts see; `modules.c` gives it what only C can do, asks the host
// and calls functions; `regions.c` has the memories, which are parts of this engine's own.
#ifndef CAJON_MODULES_H
#define CAJON_MODULES_H

#include "shim.h"

/// What the host can be asked for, by `operate`. Answers below 0: wrong, not available now, null.
typedef enum {
    /// (bytes, count, report, capacity) -> a module's number, or why not.
    OPERATION_COMPILE,
    /// (module, report, capacity) -> how long the description is: what it imports and exports, in JSON.
    OPERATION_DESCRIBE,
    /// (module, record, handles, scratch, report, capacity) -> an instance's number, or why not. `record` is a memory's,
    /// `handles` has a number for each import, or -1 for a function of the script's, `scratch` is where its values go.
    OPERATION_INSTANTIATE,
    /// (instance, place among the exports, report, capacity) -> a number; the report is a function's type. The place -1
    /// stands for what starts the instance.
    OPERATION_EXPORT,
    /// (function, values) -> 0, 1 when the script threw within, or a trap's number, from 2 on.
    OPERATION_CALL,
    /// (global, value)
    OPERATION_GET_GLOBAL,
    OPERATION_SET_GLOBAL,
    /// (table)
    OPERATION_TABLE_SIZE,
    /// (table, place, report, capacity) -> a function's number; the report is its type.
    OPERATION_GET_ELEMENT,
    /// (table, place, function or -1)
    OPERATION_SET_ELEMENT,
    /// (table, count, function or -1) -> the size before.
    OPERATION_GROW_TABLE,
    /// Nothing is in use any more.
    OPERATION_RELEASE,
    /// (bytes, count) -> 1 for a module that is valid.
    OPERATION_VALIDATE,
} operation;

enum { ANSWER_WRONG = -1, ANSWER_UNAVAILABLE = -2, ANSWER_NULL = -3 };

__attribute__((import_module("cajon:script/kernels@0.1.0"), import_name("operate"))) int32_t cajon_operate(
    uint32_t operation, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth, uint32_t fifth,
    uint32_t sixth);

// --- modules.c -------------------------------------------------------------------------------------------------------

/// What modules.js is given.
JSValue modules_host(JSContext *context);
/// The module that an import of a .wasm file stands for. Null with a pending exception.
JSModuleDef *modules_import(JSContext *context, const source *binary);

// --- regions.c -------------------------------------------------------------------------------------------------------

enum { WASM_PAGE = 1 << 16, MOST_PAGES = 1 << 16 };

/// A new memory's number; -1 when there is no room for it.
int32_t region_new(uint32_t pages, uint32_t maximum);
/// Where the record of a memory lies that code reads its place from; 0 if there is no such memory.
uint32_t region_record(int32_t number);
uint32_t region_pages(int32_t number);
uint32_t region_maximum(int32_t number);
/// The ArrayBuffer over it.
JSValue region_buffer(JSContext *context, int32_t number);
/// How many pages it had, or -1. Detaches its ArrayBuffer.
int32_t region_grow(JSContext *context, int32_t number, uint32_t pages);
/// Ends all memories, and leaves nothing in their place but zeroes.
void regions_release(JSContext *context);

#endif
