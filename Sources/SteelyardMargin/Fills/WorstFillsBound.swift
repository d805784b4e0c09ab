public import SteelyardContracts
import SteelyardScenarios

/// What no subset of fills can exceed: a certain bound in one evaluation, however many orders work.
///
/// In each scenario every order that loses in it fills and none that gains; what is charged by size is charged
/// at the largest size that any fills make. So the bound is looser than the worst subset, never tighter: an
/// account that covers it covers whatever fills.
///
/// - Source: `docs/admission.md`, "The bound".
public struct WorstFillsBound: Sendable, Hashable {
  /// The least that the account can be worth, in US dollars.
  public let equity: Double
  /// The least that can count for initial margin, in US dollars.
  public let initialCountedEquity: Double
  /// The most that initial margin can be, in US dollars.
  public let initialMargin: Double
  /// How many orders may fill.
  public let orderCount: Int

  /// The least that initial excess can be, in US dollars.
  public var initialExcess: Double { initialCountedEquity - initialMargin }

  /// Share of the account's size that sums in another order may differ by.
  private static var roundingShare: Double { 1e-10 }

  init(_ account: OrderedAccount, requirement: OrderedAccount.Requirement) {
    let figures = account.figures
    let size = abs(figures.equity) + abs(figures.initialCountedEquity) + requirement.initialMargin
    equity = figures.equity - account.effects.equityLossUSD
    initialCountedEquity =
      figures.initialCountedEquity - account.effects.countedLossUSD - requirement.gainCut
    initialMargin = requirement.initialMargin + WorstFillsBound.roundingShare * size
    orderCount = account.effects.all.count
  }
}

extension MarginModel {
  /// What no subset of fills can exceed.
  ///
  /// - Parameters:
  ///   - orders: May each fill whole, or not; one without a price fills at the mark.
  ///   - others: What the owner holds in other accounts.
  ///   - frame: A frame of this model over `universe`.
  /// - Returns: Nil where the model or the account has a part that no bound is known of: netting by expiry,
  ///   displaced balances of a scenario model, what has no price, spot orders.
  /// - Throws: `missingMarketData` where an order has neither price nor mark, `notApplicable` for an
  ///   instrument that has expired, `limitExceeded` where an amount leaves the exact range.
  public func worstFillsBound(
    of portfolio: Portfolio, orders: [WorkingOrder], beside others: [Portfolio] = [],
    in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WorstFillsBound? {
    guard self is any FillBounding else { return nil }
    let batch = try PortfolioBatch(portfolio, beside: others, over: universe)
    try batch.requireCovered(by: frame)
    return try worstFillsBound(of: batch, orders: orders, near: nil, in: frame, of: universe)
  }

  /// The same of account 0 of a batch that the frame covers.
  ///
  /// - Parameter standing: An account that it differs from by little, on this frame; nil for none.
  /// - Throws: What fills throw.
  func worstFillsBound(
    of batch: PortfolioBatch, orders: [WorkingOrder], near standing: AccountStanding?,
    in frame: RiskFrame, of universe: InstrumentUniverse
  ) throws(SteelyardError) -> WorstFillsBound? {
    guard let model = self as? any FillBounding else { return nil }
    let fills = try orders.map { order throws(SteelyardError) in
      try Fill(
        order.instrument, order.quantity, at: order.price, in: frame,
        index: universe.index(of: order.instrument))
    }
    guard
      let account = OrderedAccount(
        batch, fills: fills, near: standing, in: frame, model.boundedEquity),
      let requirement = model.requirementBound(account)
    else { return nil }
    return WorstFillsBound(account, requirement: requirement)
  }
}

/// A model whose requirement has a bound over every subset of fills.
protocol FillBounding {
  /// What counts as equity.
  var boundedEquity: (rule: EquityRule, collateral: CollateralRule) { get }

  /// The most that initial margin can be; nil where no bound is known.
  func requirementBound(_ account: OrderedAccount) -> OrderedAccount.Requirement?
}

/// An account and the orders that may fill, as a bound looks at them.
struct OrderedAccount {
  /// The bound of a requirement, in US dollars.
  struct Requirement {
    /// The most that initial margin can be.
    var initialMargin: Double
    /// The most that is taken back of unrealised gains.
    var gainCut = 0.0
  }

  let batch: PortfolioBatch
  let frame: RiskFrame
  /// What the account is worth and what counts, without fills; requirements are zero.
  let figures: AccountFigures
  let effects: FillEffects
  /// An account that it differs from by little without fills; nil for none.
  let near: AccountStanding?
  /// Every quantity that fills can leave, by instrument.
  let intervals: [QuantityInterval]

  /// - Returns: Nil for an account or an order that no bound is known of.
  init?(
    _ batch: PortfolioBatch, fills: [Fill], near: AccountStanding?, in frame: RiskFrame,
    _ equity: (rule: EquityRule, collateral: CollateralRule)
  ) {
    for position in batch.positions(of: 0) {
      let index = Int(batch.instrument[position])
      guard index < frame.prices.count, !frame.isLeftOut(index), frame.prices[index] != nil
      else { return nil }
    }
    var figures = AccountFigures()
    var trace = NoTrace()
    addEquity(of: 0, in: batch, frame, equity.rule, equity.collateral, &figures, &trace)
    guard figures.isComplete, figures.isBounded,
      let effects = FillEffects(fills, on: batch, in: frame, equity.rule, equity.collateral)
    else { return nil }
    self.batch = batch
    self.frame = frame
    self.figures = figures
    self.effects = effects
    self.near = near
    intervals = QuantityInterval.all(of: batch, effects)
  }
}

/// The quantities of one instrument that fills can leave.
struct QuantityInterval {
  /// Index in the universe.
  let index: Int
  /// What is held now.
  var held = 0.0
  /// With every sale filled, at most `held`.
  var low = 0.0
  /// With every purchase filled, at least `held`.
  var high = 0.0

  /// The larger of both ends, without its sign.
  var magnitudeMax: Double { max(abs(low), abs(high)) }

  /// The end that is farther from zero.
  var farther: Double { abs(low) > abs(high) ? low : high }

  /// The intervals of what account 0 of a batch holds or has ordered, by index.
  static func all(of batch: PortfolioBatch, _ effects: FillEffects) -> [QuantityInterval] {
    var places: [Int: Int] = [:]
    var intervals: [QuantityInterval] = []
    func place(of index: Int) -> Int {
      if let known = places[index] { return known }
      places[index] = intervals.count
      intervals.append(QuantityInterval(index: index))
      return intervals.count - 1
    }
    for position in batch.positions(of: 0) {
      let own = place(of: Int(batch.instrument[position]))
      intervals[own].held += batch.quantity[position]
      intervals[own].low += batch.quantity[position]
      intervals[own].high += batch.quantity[position]
    }
    for effect in effects.all {
      let own = place(of: effect.index)
      if effect.quantity < 0 {
        intervals[own].low += effect.quantity
      } else {
        intervals[own].high += effect.quantity
      }
    }
    return intervals.sorted { $0.index < $1.index }
  }
}
