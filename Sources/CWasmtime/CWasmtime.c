// Nothing is defined here: the header declares what libwasmtime defines, and a C target needs one source file.
#include "CWasmtime.h"
