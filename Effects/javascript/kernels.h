// Kernels, native Wasm modules that a script imports as 'kernel:name'.
#ifndef CAJON_KERNELS_H
#define CAJON_KERNELS_H

#include "quickjs.h"

/// The module of a kernel, its functions as exports. Null with a pending exception if there is no such kernel.
JSModuleDef *cajon_kernel_module(JSContext *context, const char *name);

#endif
