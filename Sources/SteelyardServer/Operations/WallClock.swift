import Glibc
public import SteelyardContracts

/// The machine's clock: read here, handed in everywhere else.
public enum WallClock {
  /// Now.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
