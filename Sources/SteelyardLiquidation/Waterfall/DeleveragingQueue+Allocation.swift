public import SteelyardContracts

/// How a quantity is shared over a deleveraging queue.
public enum DeleveragingAllocation: String, Sendable, Hashable, Codable, CaseIterable {
  /// From the first rank on, each up to its cap before the next is touched.
  case queue
  /// In proportion to positions, in whole lots, whatever the ranks.
  case proRata = "pro_rata"
}

/// How far one deleveraging may go.
public struct DeleveragingLimits: Sendable, Hashable {
  /// The share of a position that one account may lose, > 0 to 1.
  public let positionShare: Amount
  /// The most that is closed in all, in `Instrument.quantityCurrency`: a share of open interest; nil for no limit.
  public let quantityMax: Amount?
  /// The step of a quantity, > 0; caps are rounded down to it.
  public let lot: Amount

  /// Limits from their parts.
  ///
  /// - Throws: `invalidInput` for a share or lot out of its range.
  public init(
    positionShare: Amount, quantityMax: Amount?, lot: Amount
  ) throws(SteelyardError) {
    guard positionShare > .zero, positionShare <= .one, lot > .zero,
      quantityMax.map({ !$0.isNegative }) ?? true
    else {
      throw SteelyardError(
        .invalidInput,
        "A share of \(positionShare), a limit of \(quantityMax ?? .zero) or a lot of \(lot) is out of "
          + "its range.", remedy: "Give a share above 0 and at most 1, and a lot above 0.")
    }
    self.positionShare = positionShare
    self.quantityMax = quantityMax
    self.lot = lot
  }

  /// Limits that take a share of open interest at once.
  ///
  /// - Parameters:
  ///   - openInterest: What all longs hold, ≥ 0, in `Instrument.quantityCurrency`.
  ///   - openInterestShare: 0 to 1.
  /// - Throws: `invalidInput`.
  public init(
    positionShare: Amount, openInterest: Amount, openInterestShare: Amount, lot: Amount
  ) throws(SteelyardError) {
    try self.init(
      positionShare: positionShare,
      quantityMax: try openInterest.multiplied(by: openInterestShare, rounding: .down), lot: lot)
  }
}

/// Who gives up how much.
public struct DeleveragingPlan: Sendable, Hashable {
  /// What one account gives up.
  public struct Share: Sendable, Hashable {
    /// Its place in the queue, with the reason for it.
    public let place: DeleveragingQueue.Place
    /// How much of the closed position it takes, with that position's sign; zero where its turn did not come.
    public let quantity: Amount
  }

  /// By rank, those whose turn did not come included: a command to the ledger names the others only.
  public let shares: [Share]
  /// What is left of the position that is to be closed, with its sign.
  public let left: Amount
}

extension DeleveragingPlan {
  /// What the closed account loses less at a price than it would at the mark: what deleveraging can pay of a loss.
  ///
  /// - Parameters:
  ///   - instrument: Anything but spot.
  ///   - mark: In `Instrument.priceCurrency`, > 0, an option's ≥ 0.
  ///   - price: Likewise: as a rule the bankruptcy price.
  /// - Returns: In the settlement currency, rounded down; negative where the price is the worse one.
  /// - Throws: `notApplicable` for spot, `invalidInput`, `limitExceeded` beyond the range of exact amounts.
  public func relief(
    of instrument: Instrument, from mark: Amount, to price: Amount
  ) throws(SteelyardError) -> Amount {
    var closed = Amount.zero
    for share in shares { closed = try closed.adding(share.quantity) }
    guard !closed.isZero else { return .zero }
    try BankruptcyPrice.check(instrument, closed, mark)
    try BankruptcyPrice.check(instrument, closed, price)
    guard instrument.isInverseFuture else {
      return try price.subtracting(mark).multiplied(by: closed, rounding: .down)
    }
    return try closed.divided(by: mark, rounding: .down).subtracting(
      try closed.divided(by: price, rounding: .up))
  }
}

extension DeleveragingQueue {
  /// Shares the position that is to be closed over the queue.
  ///
  /// - Throws: `invalidInput` where the position is not in whole lots.
  public func plan(
    _ allocation: DeleveragingAllocation, limits: DeleveragingLimits
  ) throws(SteelyardError) -> DeleveragingPlan {
    let lot = limits.lot.units
    guard closing.units % lot == 0 else {
      throw SteelyardError(
        .invalidInput, "The position of \(closing) is not in lots of \(limits.lot).",
        remedy: "Give the instrument's lot.")
    }
    let asked = min(closing.magnitude, limits.quantityMax ?? closing.magnitude).units / lot
    var caps: [Int128] = []
    for place in places {
      let size = place.candidate.quantity.magnitude
      let share = try size.multiplied(by: limits.positionShare, rounding: .down)
      caps.append(min(share, place.candidate.closedMax ?? share).units / lot)
    }
    var lots: [Int128]
    switch allocation {
    case .queue:
      var left = asked
      lots = caps.map { cap in
        let taken = min(left, cap)
        left -= taken
        return taken
      }
    case .proRata:
      // A lot is the unit of this sharing, so that what is shared comes out in whole lots.
      let claims = zip(places, caps).map { place, cap in
        CappedShares.Claim(
          weight: Amount(units: place.candidate.quantity.magnitude.units / lot),
          cap: Amount(units: cap))
      }
      lots = try CappedShares(of: Amount(units: asked), over: claims).parts.map(\.units)
    }
    let sign: Int128 = closing.isNegative ? -1 : 1
    let shares = zip(places, lots).map { place, count in
      DeleveragingPlan.Share(place: place, quantity: Amount(units: sign * count * lot))
    }
    let taken = lots.reduce(0, +) * lot * sign
    return DeleveragingPlan(shares: shares, left: Amount(units: closing.units - taken))
  }
}
