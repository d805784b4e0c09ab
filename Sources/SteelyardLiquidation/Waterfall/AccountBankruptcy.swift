public import SteelyardContracts

/// Prices at which a whole account is closed and nothing is left in it.
///
/// An account of several positions has no single bankruptcy price. Its equity (or what it lacks) is assigned to its
/// positions in proportion to the maintenance margin of each, and each position's price is the one at which its part
/// is gone: a position that needed more margin is given up at a worse price. An equity of zero gives the marks.
/// A part is capped where a price would not be above zero, or an inverse one beyond a thousand marks; what the cap takes
/// off goes to the other positions.
///
/// - Source: dYdX v4, whose bankruptcy price of a position is -value - equity x |its maintenance margin| / all
///   maintenance margin (defi.md, 7); the caps are ours.
public struct AccountBankruptcy: Sendable, Hashable {
  /// A position of the account.
  public struct Holding: Sendable, Hashable {
    /// What is held.
    public let instrument: Instrument
    /// How much, in `Instrument.quantityCurrency`; short is negative.
    public let quantity: Amount
    /// Its mark, in `Instrument.priceCurrency`.
    public let mark: Amount
    /// Its maintenance margin, in the account's currency, ≥ 0.
    public let maintenanceMargin: Amount
    /// A unit of its settlement currency in the account's currency, > 0.
    public let settlementPrice: Amount

    /// A position from its parts; they are checked when prices are found.
    public init(
      instrument: Instrument, quantity: Amount, mark: Amount, maintenanceMargin: Amount,
      settlementPrice: Amount = .one
    ) {
      self.instrument = instrument
      self.quantity = quantity
      self.mark = mark
      self.maintenanceMargin = maintenanceMargin
      self.settlementPrice = settlementPrice
    }
  }

  /// A position's price.
  public struct Price: Sendable, Hashable {
    /// The position.
    public let holding: Holding
    /// The part of the account's equity that is assigned to it, in the account's currency.
    public let assigned: Amount
    /// Where that part is gone, in `Instrument.priceCurrency`.
    public let price: Amount
    /// How it came about, in a sentence.
    public let reason: String
  }

  /// By position, in the order given.
  public let prices: [Price]
  /// Equity that no position could take, in the account's currency: the fund gets it, or pays it where negative.
  public let unassigned: Amount

  /// The most of an inverse position's worth at the mark that it can carry: its price is then a thousand marks.
  static let inverseShareMax = Amount(units: 999 * Amount.unitsPerOne / 1000)

  /// Finds the prices.
  ///
  /// - Parameters:
  ///   - equity: The account's, at the marks, in its currency; negative where it owes more than it has.
  ///   - holdings: Its positions, at least one of them with a maintenance margin above zero.
  /// - Throws: `invalidInput`, `notApplicable` for spot, `limitExceeded` beyond the range of exact amounts.
  public init(equity: Amount, holdings: [Holding]) throws(SteelyardError) {
    var claims: [CappedShares.Claim] = []
    for holding in holdings {
      try BankruptcyPrice.check(holding.instrument, holding.quantity, holding.mark)
      guard !holding.maintenanceMargin.isNegative, holding.settlementPrice > .zero else {
        throw SteelyardError(
          .invalidInput,
          "A maintenance margin of \(holding.maintenanceMargin) or a settlement price of "
            + "\(holding.settlementPrice) can't be.",
          remedy: "Give a margin of zero or more and a price above zero.",
          subject: .instrument(holding.instrument.description))
      }
      claims.append(
        CappedShares.Claim(
          weight: holding.maintenanceMargin, cap: try holding.capacity(for: equity)))
    }
    guard claims.contains(where: { !$0.weight.isZero }) else {
      throw SteelyardError(
        .invalidInput, "No position has a maintenance margin to assign the equity by.",
        remedy: "Give the margin of each position.")
    }
    let shares = try CappedShares(of: equity.magnitude, over: claims)
    var prices: [Price] = []
    for (holding, part) in zip(holdings, shares.parts) {
      prices.append(try holding.price(assigned: equity.isNegative ? -part : part))
    }
    self.prices = prices
    unassigned = equity.isNegative ? -shares.rest : shares.rest
  }
}

extension AccountBankruptcy.Holding {
  /// The most of an equity that the position's price can take, in the account's currency.
  fileprivate func capacity(for equity: Amount) throws(SteelyardError) -> Amount {
    // Equity is used up by a price against the position, a deficit by one in its favour.
    let isTowardsZero = quantity.isNegative == equity.isNegative
    if instrument.isInverseFuture {
      // Towards a price of zero an inverse position loses or gains without bound.
      guard !isTowardsZero else { return equity.magnitude }
      let worth = try quantity.magnitude.divided(by: mark, rounding: .down)
      let most = try worth.multiplied(by: AccountBankruptcy.inverseShareMax, rounding: .down)
      return try inAccountCurrency(most)
    }
    guard isTowardsZero else { return equity.magnitude }
    // An option may be worth nothing, a future's price is above zero.
    let room = instrument.isOption ? mark : Amount(units: mark.units - 1)
    return try inAccountCurrency(try quantity.magnitude.multiplied(by: room, rounding: .down))
  }

  private func inAccountCurrency(_ amount: Amount) throws(SteelyardError) -> Amount {
    try amount.multiplied(by: settlementPrice, rounding: .down)
  }

  fileprivate func price(
    assigned: Amount
  ) throws(SteelyardError) -> AccountBankruptcy.Price {
    let own = try assigned.divided(by: settlementPrice, rounding: .down)
    guard
      let price = try BankruptcyPrice.price(
        of: instrument, quantity: quantity, mark: mark, equity: own)
    else {
      throw SteelyardError(
        .limitExceeded, "No price of \(quantity) takes \(assigned) of equity.",
        remedy: "Close it at its mark.", subject: .instrument(instrument.description))
    }
    let reason =
      "Its maintenance margin of \(maintenanceMargin) has it carry \(assigned) of the account's "
      + "equity, which is gone at \(price); the mark is \(mark)."
    return AccountBankruptcy.Price(
      holding: self, assigned: assigned, price: price, reason: reason)
  }
}
