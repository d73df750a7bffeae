// libarchive: reads and writes the zip that a bundle is. Everything its functions need is in the caller's hands; an
// archive handle is one thread's at a time.
#ifndef CAJON_CARCHIVE_SHIM_H
#define CAJON_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
