/// A charge for each option that is short after netting by strike.
///
/// Calls and puts of a strike net. With `rollsUp`, a strike that is net long near the money counts
/// half, and a long strike covers short ones further out, expiry by expiry: upwards from the
/// underlying, and mirrored downwards.
///
/// - Source: Deribit's classic portfolio margin, 2019-20 (by strike) and 2021-23 (with roll-up); the
///   rule of the latter is inferred from its documented example of 2.1 BTC.
public struct NetShortStrikes: Sendable, Hashable, Codable {
  /// Charge for each net short option, in coins per coin.
  public let ratePerOption: Double
  /// Whether long strikes cover short ones further out.
  public let rollsUp: Bool
  /// Half width of what counts as at the money, relative to the underlying.
  public let atTheMoneyRange: Double

  /// A charge from its parts.
  public init(ratePerOption: Double, rollsUp: Bool, atTheMoneyRange: Double) {
    self.ratePerOption = ratePerOption
    self.rollsUp = rollsUp
    self.atTheMoneyRange = atTheMoneyRange
  }

  func outcome(_ positions: inout BucketPositions, _ columns: BlockColumns) -> ChargeOutcome {
    positions.netStrikes(columns)
    let short = shortOptions(positions.strikes, underlying: columns.index)
    return ChargeOutcome(
      amount: ratePerOption * short * columns.unitPerCoin, base: short)
  }

  /// Options that stay short, in coins.
  ///
  /// - Parameter strikes: Sorted by expiry, then strike.
  func shortOptions(_ strikes: [NetStrike], underlying: Double) -> Double {
    guard rollsUp else {
      return strikes.reduce(0) { $0 + max(0, -$1.net) }
    }
    var short = 0.0
    var start = 0
    while start < strikes.count {
      var end = start
      while end < strikes.count, strikes[end].expiry == strikes[start].expiry { end += 1 }
      var split = start
      while split < end, strikes[split].strike < underlying { split += 1 }
      short += walk(strikes, stride(from: split, to: end, by: 1), underlying)
      short += walk(strikes, stride(from: split - 1, through: start, by: -1), underlying)
      start = end
    }
    return short
  }

  /// Walks away from the money, carrying what is long and charging what is short.
  private func walk(
    _ strikes: [NetStrike], _ order: some Sequence<Int>, _ underlying: Double
  ) -> Double {
    var carried = 0.0
    var short = 0.0
    for index in order {
      let isAtTheMoney = abs(strikes[index].strike / underlying - 1) <= atTheMoneyRange
      let own = strikes[index].net
      let net = carried + (own > 0 && isAtTheMoney ? own / 2 : own)
      if net < 0 { short -= net }
      carried = max(0, net)
    }
    return short
  }
}

extension BucketPositions {
  /// Nets calls and puts by expiry and strike, sorted.
  mutating func netStrikes(_ columns: BlockColumns) {
    strikes.removeAll(keepingCapacity: true)
    for index in rows.indices {
      let row = Int(rows[index])
      guard columns.isOption[row] else { continue }
      strikes.append(
        NetStrike(
          expiry: columns.expiry[row], strike: columns.strike[row], net: quantities[index]))
    }
    strikes.sort { ($0.expiry, $0.strike) < ($1.expiry, $1.strike) }
    var kept = 0
    for index in strikes.indices.dropFirst() {
      if strikes[index].expiry == strikes[kept].expiry,
        strikes[index].strike == strikes[kept].strike
      {
        strikes[kept].net += strikes[index].net
      } else {
        kept += 1
        strikes[kept] = strikes[index]
      }
    }
    if !strikes.isEmpty { strikes.removeSubrange((kept + 1)...) }
  }
}
