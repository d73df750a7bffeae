// Kernels, native Wasm modules that a script imports as 'kernel:name'. None can be linked yet.

#include "kernels.h"

JSModuleDef *cajon_kernel_module(JSContext *context, const char *name) {
    JS_ThrowTypeError(context, "no kernel '%s' was given to this effect", name);
    return NULL;
}
