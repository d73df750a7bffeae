// What a process gives up before it works on what a stranger made: files, memory, time. Called once, at the start of a
// process that has one thread.
#ifndef CAJON_CCONFINEMENT_H
#define CAJON_CCONFINEMENT_H

#endif
