import Glibc
import SteelyardContracts

/// The strikes of one expiry: multiples of a round step, around the forward.
struct StrikeGrid: Sendable {
  /// The step in ten-thousandths of the quote currency.
  private let step: Int64
  private(set) var multiples: ClosedRange<Int64>
  private let perSide: Int64

  private static let unitsPerStrike: Int128 = Amount.unitsPerOne / 10_000
  /// How far out the strikes of one side reach, in standard deviations.
  private static let reach = 2.5

  init(forward: Double, deviation: Double, perSide: Int) {
    let wanted = forward * max(deviation, 0.01) * Self.reach / Double(perSide)
    step = max(1, Int64((StrikeGrid.round(wanted) * 10_000).rounded()))
    let centre = max(1, Int64((forward * 10_000 / Double(step)).rounded()))
    self.perSide = Int64(perSide)
    multiples = max(1, centre - self.perSide)...(centre + self.perSide)
  }

  /// The strikes, ascending.
  var strikes: [Amount] { multiples.map(strike) }

  /// Reaches out where the forward has come within a third of its side of the edge.
  ///
  /// - Returns: The new strikes.
  mutating func follow(_ forward: Double) -> [Amount] {
    let centre = max(1, Int64((forward * 10_000 / Double(step)).rounded()))
    let near = perSide - perSide / 3
    let (low, high) = (max(1, centre - perSide), centre + perSide)
    var new: [Amount] = []
    if centre - multiples.lowerBound < near, low < multiples.lowerBound {
      new += (low..<multiples.lowerBound).suffix(Self.growthMax).map(strike)
    }
    if multiples.upperBound - centre < near, high > multiples.upperBound {
      new += (multiples.upperBound + 1...high).prefix(Self.growthMax).map(strike)
    }
    guard let least = new.min(), let most = new.max() else { return [] }
    let bounds = (multiple(of: least), multiple(of: most))
    multiples = min(multiples.lowerBound, bounds.0)...max(multiples.upperBound, bounds.1)
    return new.sorted()
  }

  /// A crash lists at most so many new strikes a side at once.
  private static let growthMax = 200

  private func strike(_ multiple: Int64) -> Amount {
    Amount(units: Int128(multiple * step) * Self.unitsPerStrike)
  }

  private func multiple(of strike: Amount) -> Int64 {
    Int64(strike.units / Self.unitsPerStrike) / step
  }

  /// The nearest of 1, 2, 2.5 and 5 times a power of ten.
  static func round(_ value: Double) -> Double {
    let scale = pow(10, floor(log10(value)))
    let candidates = [1, 2, 2.5, 5, 10].map { $0 * scale }
    return candidates.min { abs(log($0 / value)) < abs(log($1 / value)) } ?? scale
  }
}
