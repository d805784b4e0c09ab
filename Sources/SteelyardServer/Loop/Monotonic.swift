import Glibc

/// Seconds of a clock that only goes forward: for deadlines, never for what is told to anybody.
enum Monotonic {
  /// Now, in seconds since some moment.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
