// What AudioIO sees of libsndfile: its own header, unchanged.
#include <sndfile.h>
