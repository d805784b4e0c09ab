/// Any of the variance recursions, as a value that can be stored and swapped.
public indirect enum VarianceForecaster: VarianceRecursion {
  /// Exponentially weighted.
  case exponential(ExponentialVariance)
  /// A fast and a slow exponential one, mixed.
  case twoSpeed(TwoSpeedVariance)
  /// All weights equal over a window.
  case window(WindowVariance)
  /// A fitted model of the GARCH family.
  case garch(GARCHRecursion)
  /// A calm and a wild state.
  case regime(RegimeRecursion)
  /// One of the others, damped.
  case damped(DampedVolatility)

  /// The variance of the next return, in return units squared.
  public var next: Double {
    switch self {
    case .exponential(let recursion): recursion.next
    case .twoSpeed(let recursion): recursion.next
    case .window(let recursion): recursion.next
    case .garch(let recursion): recursion.next
    case .regime(let recursion): recursion.next
    case .damped(let recursion): recursion.next
    }
  }

  /// Takes in the return of the day that `next` was about.
  public mutating func observe(_ value: Double) {
    switch self {
    case .exponential(var recursion):
      recursion.observe(value)
      self = .exponential(recursion)
    case .twoSpeed(var recursion):
      recursion.observe(value)
      self = .twoSpeed(recursion)
    case .window(var recursion):
      recursion.observe(value)
      self = .window(recursion)
    case .garch(var recursion):
      recursion.observe(value)
      self = .garch(recursion)
    case .regime(var recursion):
      recursion.observe(value)
      self = .regime(recursion)
    case .damped(var recursion):
      recursion.observe(value)
      self = .damped(recursion)
    }
  }

  /// The variance of the return so many days ahead, 1 for the next.
  public func variance(ahead step: Int) -> Double {
    switch self {
    case .exponential(let recursion): recursion.variance(ahead: step)
    case .twoSpeed(let recursion): recursion.variance(ahead: step)
    case .window(let recursion): recursion.variance(ahead: step)
    case .garch(let recursion): recursion.variance(ahead: step)
    case .regime(let recursion): recursion.variance(ahead: step)
    case .damped(let recursion): recursion.variance(ahead: step)
    }
  }
}
