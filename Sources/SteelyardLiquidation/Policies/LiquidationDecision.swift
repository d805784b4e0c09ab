public import SteelyardContracts

/// What is done next with an account, and why.
public struct LiquidationDecision: Sendable, Hashable {
  /// What is done.
  public enum Action: Sendable, Hashable {
    /// Nothing more: the account is well.
    case end
    /// Trades of one round; those of one step belong together and go in this order.
    case trade([LiquidationTrade])
    /// Nothing until then.
    case wait(until: Timestamp)
    /// A share of everything is offered to whoever pays the price.
    case auction(AccountOffer)
    /// Part of a debt may be paid back for collateral.
    case repayment(RepaymentOffer)
    /// What is left goes to whoever backs the venue.
    case takeOver(TakeOverReason)
  }

  /// Why the rest of an account is taken over.
  public enum TakeOverReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its equity is gone.
    case bankrupt
    /// No trade that keeps the rules brings it back.
    case noTradeHelps = "no_trade_helps"
    /// It is below the policy's share of its maintenance margin.
    case belowBackstop = "below_backstop"
    /// Nobody has bought it in its auctions.
    case unsold
  }

  /// What.
  public let action: Action
  /// Why, in a sentence with its numbers.
  public let reason: String
  /// What the policy itself charges the account for it, in US dollars, ≥ 0; nil where it states nothing of the kind.
  public let penaltyUSD: Double?

  /// A decision from its parts.
  public init(_ action: Action, reason: String, penaltyUSD: Double? = nil) {
    self.action = action
    self.reason = reason
    self.penaltyUSD = penaltyUSD
  }
}

/// One order of a liquidation.
public struct LiquidationTrade: Sendable, Hashable {
  /// What it is for.
  public enum Purpose: String, Sendable, Hashable, Codable, CaseIterable {
    /// It makes a position smaller.
    case reduction
    /// It takes on, or enlarges, a position against delta.
    case deltaHedge = "delta_hedge"
    /// It takes on, or enlarges, a position against gamma or vega.
    case curvatureHedge = "curvature_hedge"
  }

  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; bought is positive; never zero.
  public let quantity: Amount
  /// The worst price that is taken, in `Instrument.priceCurrency`; nil takes what stands there.
  public let limit: Amount?
  /// What it is for.
  public let purpose: Purpose
  /// The step it belongs to, from 0, ascending; trades of one step go together.
  public let step: Int

  /// A trade from its parts.
  ///
  /// - Precondition: The quantity is not zero.
  public init(
    instrument: Instrument, quantity: Amount, limit: Amount? = nil, purpose: Purpose, step: Int
  ) {
    precondition(!quantity.isZero, "a trade of nothing")
    self.instrument = instrument
    self.quantity = quantity
    self.limit = limit
    self.purpose = purpose
    self.step = step
  }
}

/// Part of an account as it is offered in an auction, in US dollars.
public struct AccountOffer: Sendable, Hashable {
  /// The largest share of everything that may be bid for, above 0 to 1.
  public let largestShare: Amount
  /// The price of the whole; at most 0 where bidders are paid to take it.
  public let wholePrice: Amount
  /// When it is to be asked again at the latest: prices move with time.
  public let until: Timestamp
  /// Whether bidders are paid because nothing is left, or nobody bought before.
  public let isInsolvent: Bool

  /// An offer from its parts.
  public init(
    largestShare: Amount, wholePrice: Amount, until: Timestamp, isInsolvent: Bool
  ) {
    self.largestShare = largestShare
    self.wholePrice = wholePrice
    self.until = until
    self.isInsolvent = isInsolvent
  }
}

/// A debt that may be paid back by anybody, for collateral that is worth more.
public struct RepaymentOffer: Sendable, Hashable {
  /// What is owed.
  public let debt: Currency
  /// How much of it may be paid back, > 0.
  public let repaid: Amount
  /// What is given for it.
  public let collateral: Currency
  /// How much of it goes to whoever pays, > 0.
  public let given: Amount
  /// How much of it the pool keeps, ≥ 0.
  public let fee: Amount

  /// An offer from its parts.
  public init(
    debt: Currency, repaid: Amount, collateral: Currency, given: Amount, fee: Amount
  ) {
    self.debt = debt
    self.repaid = repaid
    self.collateral = collateral
    self.given = given
    self.fee = fee
  }
}
