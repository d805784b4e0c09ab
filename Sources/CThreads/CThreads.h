#pragma once

// What of Linux's thread calls Swift does not see: GNU extensions, and a call with a changing number of
// arguments.
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int pthread_setname_np(unsigned long thread, const char *name);
unsigned long pthread_self(void);

/// Names the calling thread, in at most 15 bytes.
static inline void steelyard_name_thread(const char *name) {
  pthread_setname_np(pthread_self(), name);
}

/// Lets other threads go before the calling one; on Linux a thread has a niceness of its own.
static inline void steelyard_lower_thread(int niceness) {
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), niceness);
}
