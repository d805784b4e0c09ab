/// Time that has passed on the machine, whatever the time of day does.
struct Stopwatch {
  private let clock: any EngineClock
  private let start: Int64

  init(_ clock: any EngineClock) {
    self.clock = clock
    start = clock.steadyNanoseconds()
  }

  /// Seconds since it was started.
  var seconds: Double { Double(clock.steadyNanoseconds() - start) * 1e-9 }

  /// Whole milliseconds since it was started.
  var milliseconds: Int64 { (clock.steadyNanoseconds() - start) / 1_000_000 }
}
