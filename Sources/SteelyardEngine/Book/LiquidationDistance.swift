import Glibc

/// How far all coins together have to move until a maintenance excess is used up, from delta and gamma alone.
///
/// With requirement, volatilities and time held, the excess after a relative move x of every coin is
/// excess + Δ x + 100 Γ x² / 2, where Δ is the dollar delta and Γ its change for a move of 1 %. The distances are the nearest
/// roots below and above zero. It is a number to sort a book by: a requirement that grows with the move comes sooner, and
/// reverse stress finds the real edge.
package struct LiquidationDistance: Sendable, Equatable {
  /// The nearest fall, from -1 to 0; nil where none uses it up.
  package let down: Double?
  /// The nearest rise, from 0 to `riseMax`; nil where none up to there uses it up.
  package let up: Double?

  /// Rises that are looked at: 300 %.
  package static let riseMax = 3.0

  /// The distances of an account.
  ///
  /// - Parameters:
  ///   - excess: Counted equity less maintenance margin, in US dollars; from 0 down both distances are 0.
  ///   - delta: Dollar delta: profit for a move of 100 %.
  ///   - gamma: Its change for a move of 1 %.
  package init(excess: Double, delta: Double, gamma: Double) {
    guard excess > 0 else {
      (down, up) = excess <= 0 ? (0, 0) : (nil, nil)
      return
    }
    let roots = LiquidationDistance.roots(50 * gamma, delta, excess)
    down = roots.filter { $0 < 0 && $0 >= -1 }.max()
    up = roots.filter { $0 > 0 && $0 <= LiquidationDistance.riseMax }.min()
  }

  /// The nearer of the two, without its sign; nil where there is neither.
  package var nearest: Double? {
    switch (down, up) {
    case (let down?, let up?): min(-down, up)
    case (let down?, nil): -down
    case (nil, let up): up
    }
  }

  /// The real roots of a x² + b x + c, without the difference of near numbers that the usual formula takes.
  ///
  /// - Source: G. Forsythe, "How do you solve a quadratic equation?", Stanford CS-TR-40 (1966).
  private static func roots(_ a: Double, _ b: Double, _ c: Double) -> [Double] {
    if a == 0 { return b == 0 ? [] : [-c / b] }
    let discriminant = b * b - 4 * a * c
    guard discriminant >= 0 else { return [] }
    let sum = -0.5 * (b + (b < 0 ? -1 : 1) * discriminant.squareRoot())
    return sum == 0 ? [0] : [sum / a, c / sum]
  }
}
