// Which processors a thread runs on, which the C library declares only for those who ask for its extensions. Any thread.
#define _GNU_SOURCE
#include <sched.h>

#include "CTestSupport.h"

bool cajon_stay_on_processor(int processor) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(processor, &only);
    return sched_setaffinity(0, sizeof only, &only) == 0;
}
