// The part of wasmtime's C API that WasmEngine uses.
#ifndef CAJON_CWASMTIME_H
#define CAJON_CWASMTIME_H
#endif
