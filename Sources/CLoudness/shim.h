// libebur128: loudness by EBU R128 and ITU-R BS.1770. A state is one thread's at a time.
#ifndef CAJON_CLOUDNESS_SHIM_H
#define CAJON_CLOUDNESS_SHIM_H

#include <ebur128.h>

/// Momentary, short-term and integrated loudness, range and true peak. The names are or'ed, which Swift doesn't see.
static const int cajon_loudness_all =
    EBUR128_MODE_M | EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK;
static const int cajon_loudness_success = EBUR128_SUCCESS;

#endif
