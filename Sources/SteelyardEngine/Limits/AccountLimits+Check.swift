import SteelyardContracts

extension AccountLimits {
  /// An order, as far as limits ask.
  public struct Order: Sendable, Hashable {
    /// Its notional, in US dollars, ≥ 0.
    public let notionalUSD: Double
    /// How many orders the account has sent within the rate's span, this one not counted.
    public let recentCount: Int

    /// An order from its parts.
    public init(notionalUSD: Double, recentCount: Int) {
      self.notionalUSD = notionalUSD
      self.recentCount = recentCount
    }
  }

  /// Every limit that an order or trade would break; empty where it may pass.
  ///
  /// What reduces risk always passes. Of the rest a limit counts only where the trade makes its number
  /// worse: an account beyond a limit may trade whatever leaves that number alone.
  ///
  /// - Parameters:
  ///   - order: Nil for a trade that is no order of the account, as a transfer of positions.
  ///   - before: What is held, working orders filled as admission counts them.
  ///   - after: The same with the order filled.
  ///   - stage: Of the account's drawdown budget.
  public func breaches(
    of order: Order?, direction: RiskDirection, before: LimitExposure, after: LimitExposure,
    stage: DrawdownStage
  ) -> [LimitBreach] {
    if direction == .reduces { return [] }
    var breaches: [LimitBreach] = []
    if drawdown != nil, stage.allowsReducingOnly {
      breaches.append(
        LimitBreach(
          .drawdown, measured: stage.usedShareMin, allowed: DrawdownStage.near.usedShareMin,
          message:
            "At least \(percentText(stage.usedShareMin)) of the drawdown budget is used; only what "
            + "reduces risk is admitted.",
          remedy: "Reduce positions, or wait for the next epoch."))
    }
    if let order { breaches += self.breaches(of: order) }
    let earlier = LimitMeasure.all(of: before, under: self)
    for measure in LimitMeasure.all(of: after, under: self)
    where measure.isBroken && measure.exceeds(earlier.first(where: measure.isSame)) {
      breaches.append(measure.breach(.wouldBe))
    }
    return breaches
  }

  /// Every limit that an account, as it stands, does not keep: for watching, not for admission.
  public func breaches(of exposure: LimitExposure) -> [LimitBreach] {
    LimitMeasure.all(of: exposure, under: self).filter(\.isBroken).map { $0.breach(.isNow) }
  }

  private func breaches(of order: Order) -> [LimitBreach] {
    var breaches: [LimitBreach] = []
    if let allowed = orderNotionalUSDMax, !(order.notionalUSD <= allowed) {
      breaches.append(
        LimitBreach(
          .orderNotional, measured: order.notionalUSD, allowed: allowed,
          message:
            "The order's notional is \(usdText(order.notionalUSD)); \(usdText(allowed)) is allowed.",
          remedy: "Split the order."))
    }
    if let orderRate, order.recentCount >= orderRate.countMax {
      breaches.append(
        LimitBreach(
          .orderRate, measured: Double(order.recentCount + 1), allowed: Double(orderRate.countMax),
          message: "It is order \(order.recentCount + 1) within \(orderRate.seconds) s; "
            + "\(orderRate.countMax) are allowed.",
          remedy: "Wait, or send fewer orders."))
    }
    return breaches
  }
}

extension LimitMeasure {
  /// Whether a breach is looked at before or after it.
  enum Tense: String {
    case wouldBe = "would be"
    case isNow = "is"
  }

  /// The breach of this measure's limit.
  func breach(_ tense: Tense) -> LimitBreach {
    let whose = subject.map { " of \($0)" } ?? ""
    guard let value else {
      return LimitBreach(
        kind, subject: subject, measured: nil, allowed: allowed,
        message: "The \(name)\(whose) can't be measured; \(text(allowed)) is allowed.",
        remedy:
          "Provide open interest and depth of \(subject ?? "the instrument"), or lift the limit.")
    }
    return LimitBreach(
      kind, subject: subject, measured: value, allowed: allowed,
      message: "The \(name)\(whose) \(tense.rawValue) \(text(value)); \(text(allowed)) is allowed.",
      remedy: remedy)
  }

  private var name: String {
    switch kind {
    case .leverage: "leverage"
    case .positionCount: "count of positions"
    case .delta: "delta"
    case .gamma: "gamma for a move of 1 %"
    case .vega: "vega for a volatility point"
    case .notional: "notional"
    case .openInterestShare: "share of open interest"
    case .depthShare: "share of depth"
    case .orderNotional: "order's notional"
    case .orderRate: "rate of orders"
    case .drawdown: "drawdown"
    }
  }

  private var remedy: String {
    switch kind {
    case .leverage: "Order less, or add equity."
    case .positionCount: "Close a position first."
    case .delta, .gamma, .vega: "Order less, or hedge first."
    case .notional, .openInterestShare, .depthShare, .orderNotional: "Order less."
    case .orderRate: "Wait, or send fewer orders."
    case .drawdown: "Reduce positions, or wait for the next epoch."
    }
  }

  private func text(_ number: Double) -> String {
    switch kind {
    case .leverage:
      number.isFinite ? "\((number * 100).rounded() / 100) times equity" : "beyond any equity"
    case .positionCount, .orderRate: number.isFinite ? "\(Int64(number))" : "\(number)"
    case .delta, .gamma, .vega, .notional, .orderNotional: usdText(number)
    case .openInterestShare, .depthShare, .drawdown: percentText(number)
    }
  }
}
