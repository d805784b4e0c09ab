import Glibc

/// The clock that benchmarks are timed by.
package enum MonotonicClock {
  /// Nanoseconds since some instant in the past.
  package static func nanosecondsNow() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }
}
