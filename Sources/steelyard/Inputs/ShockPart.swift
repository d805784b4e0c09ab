import SteelyardContracts
import SteelyardLiquidation

/// One part of `--shock`: a coin and its move.
struct ShockPart: Sendable {
  let coin: String
  let move: Double

  private static let rest = "all"

  /// Reads `BTC=-15%,all=-0.2`.
  static func parts(_ text: String) throws(SteelyardError) -> [ShockPart] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      part throws(SteelyardError) in
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw SteelyardError(
          .invalidInput, "\"\(part.prefix(40))\" is no shock.", remedy: "Write BTC=-15%.")
      }
      let isPercent = sides[1].hasSuffix("%")
      let value = try OptionValues.number(isPercent ? String(sides[1].dropLast()) : sides[1])
      let move = isPercent ? value / 100 : value
      guard move > -1, move <= 10 else {
        throw SteelyardError(
          .invalidInput, "\"\(sides[1].prefix(40))\" is no move.",
          remedy: "Write a fall above -100 % as -15% or -0.15.")
      }
      return ShockPart(coin: sides[0], move: move)
    }
  }

  /// The move of every coin of a market.
  ///
  /// - Throws: `invalidInput` for a coin that the market has not, or one that stands twice.
  static func moves(
    _ parts: [ShockPart], market: CascadeMarket
  ) throws(SteelyardError) -> [Double] {
    var moves = [Double?](repeating: nil, count: market.coins.count)
    var others = 0.0
    for part in parts {
      if part.coin == rest {
        others = part.move
        continue
      }
      let coin = try market.coin(named: part.coin)
      guard moves[coin] == nil else {
        throw SteelyardError(
          .invalidInput, "\(part.coin) stands twice in the shock.", remedy: "Keep one.")
      }
      moves[coin] = part.move
    }
    return moves.map { $0 ?? others }
  }
}
