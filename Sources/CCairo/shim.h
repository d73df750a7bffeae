// cairo: paths and text onto SVG and PNG. A context and its surface are one thread's at a time; fonts are shared inside.
#ifndef CAJON_CCAIRO_SHIM_H
#define CAJON_CCAIRO_SHIM_H

#include <cairo.h>
#include <cairo-svg.h>

#endif
