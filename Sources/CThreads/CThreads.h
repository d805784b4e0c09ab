#pragma once

// What of Linux's thread calls Swift does not see: GNU extensions, and a call with a changing number of
// arguments.
#include <stdint.h>
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

// What sched_setattr(2) takes; the system's headers have it only beside others that clash.
struct steelyard_scheduling {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

/// Asks for short turns: a thread that is woken for microseconds of work then comes before those that compute. Its share of
/// the processor stays the same. From Linux 6.12 on; before it, nothing changes.
static inline void steelyard_shorten_turns(uint64_t nanoseconds) {
  struct steelyard_scheduling scheduling;
  if (syscall(SYS_sched_getattr, 0, &scheduling, sizeof scheduling, 0) != 0) return;
  scheduling.runtime = nanoseconds;
  syscall(SYS_sched_setattr, 0, &scheduling, 0);
}

/// The turns asked for, in nanoseconds; 0 where the system does not tell.
static inline uint64_t steelyard_turns(void) {
  struct steelyard_scheduling scheduling;
  if (syscall(SYS_sched_getattr, 0, &scheduling, sizeof scheduling, 0) != 0) return 0;
  return scheduling.runtime;
}
