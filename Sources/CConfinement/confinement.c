// Confining a process to what it already has.
#define _GNU_SOURCE
#include "CConfinement.h"
