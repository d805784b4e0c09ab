public import SteelyardContracts

/// What several accounts want to trade of one instrument, netted: what one buys and another sells crosses at the mark
/// between them, and only the rest goes to the market.
///
/// Everything is in whole lots, so that each account's part of either is one that a venue takes. The side that wants
/// more shares the crossing in proportion to what each wants, by largest remainders; the other side crosses whole.
public struct ExposureNetting: Sendable, Hashable {
  /// What each account crosses with others, signed; sums to nothing.
  public let crossed: [Int64]
  /// What each account trades in the market, signed.
  public let market: [Int64]

  /// What crosses, counted once.
  public var crossedLots: Int64 { crossed.reduce(0) { $0 + max(0, $1) } }
  /// What goes to the market, signed: all accounts on the same side.
  public var marketLots: Int64 { market.reduce(0, +) }

  /// Most lots of one account.
  public static let lotsMax: Int64 = 1_000_000_000_000_000

  /// Nets what each account wants.
  ///
  /// - Throws: `limitExceeded` for more than `lotsMax` lots.
  public init(_ wanted: [Int64]) throws(SteelyardError) {
    for lots in wanted where lots.magnitude > UInt64(ExposureNetting.lotsMax) {
      throw SteelyardError(
        .limitExceeded, "\(lots) lots are too many.",
        remedy: "Trade at most \(ExposureNetting.lotsMax) lots.")
    }
    let bought = wanted.reduce(0) { $0 + max(0, $1) }
    let sold = wanted.reduce(0) { $0 + max(0, -$1) }
    let crossing = min(bought, sold)
    guard crossing > 0 else {
      crossed = wanted.map { _ in 0 }
      market = wanted
      return
    }
    let larger: Int64 = bought >= sold ? 1 : -1
    // Units of the sharing are lots here, so that nobody gets a part of one.
    let shares = try CappedShares(
      of: Amount(units: Int128(crossing)),
      over: wanted.map { lots in
        let size = Amount(units: Int128(max(0, larger * lots)))
        return .init(weight: size, cap: size)
      })
    var crossed: [Int64] = []
    for (place, lots) in wanted.enumerated() {
      crossed.append(
        larger * lots > 0 ? larger * Int64(shares.parts[place].units) : lots)
    }
    self.crossed = crossed
    market = zip(wanted, crossed).map { $0 - $1 }
  }
}
