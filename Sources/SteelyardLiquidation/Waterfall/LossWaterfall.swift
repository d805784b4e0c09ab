public import SteelyardContracts

/// Who pays what a bankrupt account owes, one after another: each up to what it has, the next for what that leaves.
///
/// The usual order is that of `init(fee:fund:deleveraging:socialised:)`: the liquidation fee that this account
/// paid, the insurance fund, accounts on the winning side whose profit is cut by deleveraging, and everybody.
public struct LossWaterfall: Sendable, Hashable {
  /// Who pays.
  public enum Layer: String, Sendable, Hashable, Codable, CaseIterable {
    /// The fee that the liquidation has brought in.
    case liquidationFee = "liquidation_fee"
    /// The insurance fund.
    case insuranceFund = "insurance_fund"
    /// Holders of the opposite positions, by closing them at the bankruptcy price.
    case deleveraging
    /// Clients' accounts by a stated base.
    case socialisedLoss = "socialised_loss"
  }

  /// A layer and what it can pay.
  public struct Capacity: Sendable, Hashable {
    /// Who.
    public let layer: Layer
    /// Up to how much, ≥ 0, in the currency of the loss.
    public let amount: Amount

    /// A capacity from its parts; it is checked with the waterfall.
    public init(_ layer: Layer, _ amount: Amount) {
      self.layer = layer
      self.amount = amount
    }
  }

  /// In the order of paying.
  public let capacities: [Capacity]

  /// A waterfall in an order of its own.
  ///
  /// - Throws: `invalidInput` for a layer that stands twice or can pay less than nothing.
  public init(_ capacities: [Capacity]) throws(SteelyardError) {
    guard Set(capacities.map(\.layer)).count == capacities.count,
      capacities.allSatisfy({ !$0.amount.isNegative })
    else {
      throw SteelyardError(
        .invalidInput, "A layer of the waterfall stands twice, or can pay less than nothing.",
        remedy: "Name each layer once, with zero or more.")
    }
    self.capacities = capacities
  }

  /// The usual order.
  ///
  /// - Parameters:
  ///   - fee: What this liquidation's fee has brought in, ≥ 0.
  ///   - fund: What the insurance fund has beside it; a fund that owes has nothing.
  ///   - deleveraging: What closing opposite positions at the bankruptcy price saves, ≥ 0.
  ///   - socialised: What accounts can be asked for, ≥ 0.
  /// - Throws: `invalidInput`.
  public init(
    fee: Amount, fund: Amount, deleveraging: Amount, socialised: Amount
  ) throws(SteelyardError) {
    try self.init([
      Capacity(.liquidationFee, fee),
      Capacity(.insuranceFund, max(fund, .zero)),
      Capacity(.deleveraging, deleveraging), Capacity(.socialisedLoss, socialised),
    ])
  }

  /// Who pays a loss.
  ///
  /// - Throws: `invalidInput` for a loss below zero.
  public func outcome(of loss: Amount) throws(SteelyardError) -> WaterfallOutcome {
    guard !loss.isNegative else {
      throw SteelyardError(
        .invalidInput, "The loss \(loss) is negative.", remedy: "Give the size of the loss.")
    }
    var left = loss
    var parts: [WaterfallOutcome.Part] = []
    for capacity in capacities {
      let paid = min(left, capacity.amount)
      let before = left
      left = try left.subtracting(paid)
      parts.append(
        WaterfallOutcome.Part(
          layer: capacity.layer, capacity: capacity.amount, paid: paid, left: left,
          reason: LossWaterfall.reason(capacity, asked: before, paid: paid)))
    }
    return WaterfallOutcome(loss: loss, parts: parts, uncovered: left)
  }

  private static func reason(_ capacity: Capacity, asked: Amount, paid: Amount) -> String {
    if asked.isZero { return "Nothing is left to pay." }
    if capacity.amount.isZero { return "It has nothing; \(asked) goes on." }
    return paid == asked
      ? "It pays all of \(asked), of the \(capacity.amount) that it can."
      : "It pays the \(paid) that it can; \(asked) were asked for."
  }
}

/// Who pays what of a loss; the parts and what is uncovered sum to the loss exactly.
public struct WaterfallOutcome: Sendable, Hashable {
  /// What one layer pays.
  public struct Part: Sendable, Hashable {
    /// Who.
    public let layer: LossWaterfall.Layer
    /// What it could pay.
    public let capacity: Amount
    /// What it pays.
    public let paid: Amount
    /// What is left of the loss behind it.
    public let left: Amount
    /// Why that much.
    public let reason: String
  }

  /// All of it.
  public let loss: Amount
  /// By layer, in the order of paying.
  public let parts: [Part]
  /// What nobody pays: bad debt, which stays with the fund.
  public let uncovered: Amount

  /// What a layer pays; zero where it is not one of the waterfall's.
  public func paid(by layer: LossWaterfall.Layer) -> Amount {
    parts.first { $0.layer == layer }?.paid ?? .zero
  }
}
