import Glibc

/// Round numbers that divide an axis.
struct AxisTicks: Equatable {
  /// The tick values, in order.
  let values: [Double]
  /// Decimals that tell neighbours apart.
  let decimals: Int

  /// About so many ticks inside a range: steps of 1, 2 or 5 times a power of ten.
  init(from lower: Double, to upper: Double, about count: Int) {
    let span = upper - lower
    guard span > 0, span.isFinite else {
      values = lower.isFinite ? [lower] : []
      decimals = 2
      return
    }
    let raw = span / Double(max(count, 1))
    let exponent = floor(log10(raw))
    let power = pow(10, exponent)
    let step = [1.0, 2, 5, 10].first { $0 * power >= raw }.map { $0 * power } ?? power
    decimals = max(0, step >= 10 * power ? -Int(exponent) - 1 : -Int(exponent))
    let first = Int((lower / step).rounded(.up))
    let last = Int((upper / step).rounded(.down))
    values = first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// The text of a tick; four digits stand without a comma, so that a year reads as one.
  func label(_ value: Double) -> String {
    let isShort = values.allSatisfy { abs($0) < 10_000 }
    return NumberText.text(value, isShort ? .fixed(decimals) : .grouped(decimals))
  }
}
