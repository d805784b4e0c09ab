#pragma once

// What of Linux's calls for threads and memory Swift does not see: GNU extensions, and a call with a changing number
// of arguments.
#include <malloc.h>
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

/// Bytes that the process has asked the allocator for, and bytes that it keeps for the next.
typedef struct {
  size_t used;
  size_t kept;
} steelyard_heap;

static inline steelyard_heap steelyard_measure_heap(void) {
  struct mallinfo2 info = mallinfo2();
  return (steelyard_heap){.used = info.uordblks + info.hblkhd, .kept = info.fordblks};
}

/// Limits the heaps that threads are spread over; to be called before there are threads.
static inline void steelyard_limit_heaps(int count) { mallopt(M_ARENA_MAX, count); }

/// Gives whole pages that nobody uses back to the system, in the middle of the heaps as well.
static inline void steelyard_trim_heaps(void) { malloc_trim(0); }
