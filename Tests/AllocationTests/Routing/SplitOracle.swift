import SteelyardAllocation
import SteelyardContracts
import SteelyardMath

/// The best split by exchanging ever smaller pieces between the worst and the best venue: slow, and knows nothing of
/// prices.
enum SplitOracle {
  static func total(of amount: Double, over curves: [SwapCurve]) -> Double {
    var amounts = curves.map { min($0.capacity, amount / Double(curves.count)) }
    var left = amount - amounts.reduce(0, +)
    for place in curves.indices where left > 0 {
      let more = min(left, curves[place].capacity - amounts[place])
      amounts[place] += more
      left -= more
    }
    func out(_ place: Int, _ amount: Double) -> Double {
      (try? curves[place].received(for: amount)) ?? -.infinity
    }
    var piece = amount / 4
    while piece > amount * 1e-12 {
      var isBetter = true
      while isBetter {
        isBetter = false
        for from in curves.indices where amounts[from] >= piece {
          for to in curves.indices where to != from && amounts[to] + piece <= curves[to].capacity {
            let before = out(from, amounts[from]) + out(to, amounts[to])
            let after = out(from, amounts[from] - piece) + out(to, amounts[to] + piece)
            if after > before * (1 + 1e-15) {
              amounts[from] -= piece
              amounts[to] += piece
              isBetter = true
              break
            }
          }
        }
      }
      piece /= 2
    }
    return curves.indices.reduce(0) { $0 + out($1, amounts[$1]) }
  }

  /// A pool or a book near a price of 2.
  static func curve(_ random: inout SplitMix64) throws -> SwapCurve {
    if Bool.random(using: &random) {
      let reserve = Double.random(in: 50...5_000, using: &random)
      return try .pool(
        reserveIn: reserve, reserveOut: reserve * Double.random(in: 1.9...2.1, using: &random),
        fee: [0, 0.0005, 0.003, 0.01].randomElement(using: &random) ?? 0)
    }
    var price = Double.random(in: 1.95...2.05, using: &random)
    let levels = (0..<Int.random(in: 1...5, using: &random)).map { _ in
      price *= Double.random(in: 0.97...0.9999, using: &random)
      return SwapCurve.Level(price: price, size: Double.random(in: 1...100, using: &random))
    }
    return try .book(levels, fee: 0.0002)
  }
}
