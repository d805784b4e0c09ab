/// The samples of a scan for roots while it is refined.
struct RootScanState<Failure: Error> {
  typealias Function = (Double) throws(Failure) -> Double

  /// Steps of one golden-section or Brent search: both reach the last digits before.
  private static var stepsMax: Int { 100 }
  /// A sign change whose residual is beyond so many times what the tolerance and the slope explain
  /// is a jump.
  private static var jumpFactor: Double { 1000 }

  let settings: RootScanSettings
  private(set) var samples: [RootScan.Sample] = []
  private(set) var status = SolverStatus.converged

  init(settings: RootScanSettings) { self.settings = settings }

  var isFinite: Bool { samples.allSatisfy { $0.value.isFinite } }

  /// Evaluates the function and keeps the sample in its place.
  mutating func add(_ argument: Double, _ function: Function) throws(Failure) {
    let sample = RootScan.Sample(argument: argument, value: try function(argument))
    let place = samples.firstIndex { $0.argument > argument } ?? samples.count
    samples.insert(sample, at: place)
  }

  /// Halves intervals until none could hide a root.
  mutating func refine(_ function: Function) throws(Failure) {
    while true {
      let suspects = samples.indices.dropLast().filter { isSuspect($0) }
      guard !suspects.isEmpty, isFinite else { return }
      for index in suspects.reversed() {
        guard samples.count < settings.evaluationsMax else {
          status = .iterationLimit
          return
        }
        let middle = 0.5 * (samples[index].argument + samples[index + 1].argument)
        samples.insert(
          RootScan.Sample(argument: middle, value: try function(middle)), at: index + 1)
      }
    }
  }

  private func slope(_ index: Int) -> Double {
    (samples[index + 1].value - samples[index].value)
      / (samples[index + 1].argument - samples[index].argument)
  }

  /// Whether the bend around an interval is large enough to reach zero inside it once more than the
  /// signs at its ends tell.
  private func isSuspect(_ index: Int) -> Bool {
    let left = samples[index]
    let right = samples[index + 1]
    let width = right.argument - left.argument
    guard width > settings.widthMin else { return false }
    let own = slope(index)
    var bend = 0.0
    if index > 0 { bend = abs(own - slope(index - 1)) }
    if index + 2 < samples.count { bend = max(bend, abs(slope(index + 1) - own)) }
    // A kink between two slopes leaves the chord by at most a quarter of their difference times
    // the width; a parabola by half of that.
    let departure = 0.25 * bend * width
    if (left.value < 0) == (right.value < 0) {
      return min(abs(left.value), abs(right.value)) < 2 * departure
        && departure > settings.touchDistance
    }
    return departure > 0.5 * abs(right.value - left.value)
  }

  /// Turning points: those that come near zero without crossing are touches; those that cross are
  /// kept as samples, so that the two sign changes show.
  mutating func turnBack(_ function: Function) throws(Failure) -> [RootScan.Root] {
    var touches: [RootScan.Root] = []
    let present = samples
    for index in present.indices.dropFirst().dropLast() {
      let (left, middle, right) = (present[index - 1], present[index], present[index + 1])
      let isNegative = middle.value < 0
      guard (left.value < 0) == isNegative, (right.value < 0) == isNegative,
        abs(middle.value) < abs(left.value), abs(middle.value) <= abs(right.value)
      else { continue }
      let extreme = try nearestToZero(left, middle, right, function)
      if extreme.argument != middle.argument {
        let place = samples.firstIndex { $0.argument > extreme.argument } ?? samples.count
        samples.insert(extreme, at: place)
      }
      if (extreme.value < 0) == isNegative, abs(extreme.value) <= settings.touchDistance {
        touches.append(RootScan.Root(extreme, .touch, .turning))
      }
    }
    return touches
  }

  /// The point nearest to zero between two neighbours of one sign, or the first beyond zero.
  private func nearestToZero(
    _ left: RootScan.Sample, _ middle: RootScan.Sample, _ right: RootScan.Sample,
    _ function: Function
  ) throws(Failure) -> RootScan.Sample {
    let golden = 0.381966011250105
    var (left, best, right) = (left, middle, right)
    let sign = middle.value < 0 ? -1.0 : 1.0
    for _ in 0..<Self.stepsMax
    where right.argument - left.argument > 2 * settings.tolerance && sign * best.value > 0 {
      let goesRight = right.argument - best.argument > best.argument - left.argument
      let end = goesRight ? right.argument : left.argument
      let argument = best.argument + golden * (end - best.argument)
      let sample = RootScan.Sample(argument: argument, value: try function(argument))
      if sign * sample.value < sign * best.value {
        if goesRight { left = best } else { right = best }
        best = sample
      } else if goesRight {
        right = sample
      } else {
        left = sample
      }
    }
    return best
  }

  /// The sign changes between neighbours, solved.
  mutating func crossings(_ function: Function) throws(Failure) -> [RootScan.Root] {
    var roots: [RootScan.Root] = []
    var found: [RootScan.Sample] = []
    for (left, right) in zip(samples, samples.dropFirst())
    where (left.value < 0) != (right.value < 0) {
      let solved = try root(between: left, and: right, function)
      let slope = abs(right.value - left.value) / (right.argument - left.argument)
      let explained = Self.jumpFactor * settings.tolerance * slope
      let kind =
        abs(solved.value) > explained && abs(solved.value) > settings.touchDistance
        ? RootScan.Kind.jump : .crossing
      roots.append(RootScan.Root(solved, kind, right.value < 0 ? .falling : .rising))
      found.append(solved)
    }
    samples += found
    samples.sort { $0.argument < $1.argument }
    return roots
  }

  private mutating func root(
    between left: RootScan.Sample, and right: RootScan.Sample, _ function: Function
  ) throws(Failure) -> RootScan.Sample {
    var failure: Failure?
    let result = brentRoot(
      lower: left.argument, upper: right.argument, tolerance: settings.tolerance,
      maximumIterations: Self.stepsMax
    ) { argument in
      // The ends are known, and each evaluation may take milliseconds.
      if argument == left.argument { return left.value }
      if argument == right.argument { return right.value }
      do throws(Failure) { return try function(argument) } catch {
        failure = error
        return .nan
      }
    }
    if let failure { throw failure }
    if result.status != .converged { status = result.status }
    return RootScan.Sample(argument: result.value, value: result.residual)
  }
}
