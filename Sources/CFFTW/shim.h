// FFTW: Fourier transforms. Plans are made and freed by one thread at a time in the whole program; running one is free.
#ifndef CAJON_CFFTW_SHIM_H
#define CAJON_CFFTW_SHIM_H

#include <fftw3.h>

/// The flags are expressions, which Swift doesn't see. The plan is made by rule, not by trying: the same every time.
static const unsigned cajon_fftw_estimate = FFTW_ESTIMATE;

#endif
