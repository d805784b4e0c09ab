public import SteelyardContracts

/// Something that should cancel and does not.
public struct Imbalance: Sendable, Hashable {
  /// What does not cancel.
  public enum Subject: Sendable, Hashable {
    /// The balances of an asset, the house's included.
    case balances(AssetIndex)
    /// The positions of an instrument, the venue's included.
    case positions(InstrumentIndex)
    /// What the clearing account has, against the costs of open futures that settle in the asset.
    case clearing(AssetIndex)
    /// A total that is kept event by event, against a recount.
    case keptTotals
  }

  /// What does not cancel.
  public let subject: Subject
  /// What is left over; zero for kept totals.
  public let remainder: Amount
}

extension Ledger {
  /// Whether the clearing account has the opposite of what open futures settled in the asset cost.
  ///
  /// Profit of a future is booked when the position gets smaller, at another time for each side of a trade. In
  /// between, the clearing account has the difference: both sides of a trade take the same worth with opposite
  /// signs, so all costs ever taken in less all costs ever released is what was realised.
  func isCleared(_ asset: AssetIndex) -> Bool {
    let clearing = accounts[HouseAccount.clearing.index.place].balance(of: asset).amount
    return clearing.units == -assets[asset.place].openCost.units
  }

  /// Whether all that is touched event by event cancels; the running form of `imbalances()`.
  ///
  /// - Complexity: O(assets + instruments).
  public var isBalanced: Bool {
    for place in assets.indices {
      if !assets[place].total.isZero || !isCleared(AssetIndex(place: place)) { return false }
    }
    return instruments.allSatisfy { $0.total.isZero }
  }

  /// What does not cancel, recounted over all accounts; empty, always.
  ///
  /// - Complexity: O(accounts and their balances and positions).
  public func imbalances() -> [Imbalance] {
    var balances = [Int128](repeating: 0, count: assets.count)
    var positions = [Int128](repeating: 0, count: instruments.count)
    var costs = [Int128](repeating: 0, count: assets.count)
    for account in accounts {
      for balance in account.balances { balances[balance.asset.place] &+= balance.amount.units }
      for position in account.positions {
        let instrument = instruments[position.instrument.place]
        positions[position.instrument.place] &+= position.quantity.units
        if instrument.valuation.isFuture {
          costs[instrument.settlement.place] &+= position.cost.units
        }
      }
    }
    var found: [Imbalance] = []
    let clearing = accounts[HouseAccount.clearing.index.place]
    for place in assets.indices {
      let asset = AssetIndex(place: place)
      if balances[place] != 0 {
        found.append(
          Imbalance(subject: .balances(asset), remainder: Ledger.remainder(balances[place])))
      }
      let open = clearing.balance(of: asset).amount.units &+ costs[place]
      if open != 0 {
        found.append(Imbalance(subject: .clearing(asset), remainder: Ledger.remainder(open)))
      }
      if assets[place].openCost.units != costs[place] {
        found.append(Imbalance(subject: .keptTotals, remainder: .zero))
      }
    }
    for place in instruments.indices where positions[place] != 0 {
      found.append(
        Imbalance(
          subject: .positions(InstrumentIndex(place: place)),
          remainder: Ledger.remainder(positions[place])))
    }
    return found
  }

  /// Sums of damaged states wrap around; whatever they come to is not zero.
  private static func remainder(_ units: Int128) -> Amount {
    Amount(units: units == .min ? .max : units)
  }
}
