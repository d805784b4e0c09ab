import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// An account while a policy is rehearsed on it: every trade so far is costed together, on the account as it was.
struct RehearsedAccount {
  /// What was spent so far.
  struct Spent {
    var cost = TradingCost.zero
    var discount = 0.0
    var impactLoss = 0.0
  }

  /// As it stands now, on the frame.
  private(set) var account: LiquidationAccount
  private(set) var spent = Spent()

  private let market: LiquidationMarket
  private let settings: PlanSettings
  /// The account that trades are counted from: as it was at first, or after the last sale of a share of it.
  private var base: LiquidationAccount
  private var trades: [LiquidationTrade] = []
  private var penalty = 0.0
  /// What trades before the last sale cost.
  private var settled = Spent()

  init(
    _ account: LiquidationAccount, _ market: LiquidationMarket, _ settings: PlanSettings
  ) {
    self.account = account
    base = account
    self.market = market
    self.settings = settings
  }

  /// Carries out trades at their marks and costs.
  ///
  /// - Parameter penaltyUSD: What the policy charges in place of the stated liquidation fee; nil for that.
  mutating func trade(
    _ round: [LiquidationTrade], penaltyUSD: Double?
  ) throws(SteelyardError) {
    for trade in round {
      // Sales and purchases of one instrument stand apart: both were paid for.
      if let place = trades.firstIndex(where: {
        $0.instrument == trade.instrument
          && $0.quantity.isNegative == trade.quantity.isNegative
      }) {
        trades[place] = LiquidationTrade(
          instrument: trade.instrument,
          quantity: try trades[place].quantity.adding(trade.quantity),
          purpose: trades[place].purpose, step: 0)
      } else {
        trades.append(trade)
      }
    }
    let rates = penaltyUSD == nil ? settings : settings.withoutLiquidationFee
    let evaluator = try PlanEvaluator(
      base, market, rates, stated: [],
      candidates: try PlanCandidates(of: trades, for: base, in: market, rates))
    let whole = [Double](repeating: 1, count: trades.count)
    let loss = evaluator.candidates.losses(of: whole).reduce(0, +)
    let traded = try evaluator.portfolio(after: whole, isImpactPaid: true)
    func charged(_ penalty: Double) throws(SteelyardError) -> LiquidationAccount {
      try market.account(
        try traded.paying(penalty + loss, like: trades.first?.instrument, in: market),
        beside: base.others)
    }
    account = try charged(penalty)
    if let penaltyUSD {
      // A penalty makes no debt: what is there is taken at the most.
      penalty += min(penaltyUSD, max(0, account.figures.equity))
      account = try charged(penalty)
    }
    var cost = evaluator.candidates.cost(of: whole)
    cost.liquidationFee += penalty
    spent.cost = settled.cost + cost
    spent.impactLoss = settled.impactLoss + loss
  }

  /// Pays a debt back for collateral.
  mutating func repay(_ offer: RepaymentOffer) throws(SteelyardError) {
    let taken = try offer.given.adding(offer.fee)
    let left = try account.portfolio.after(
      [],
      paying: [
        AssetBalance(asset: offer.debt, amount: -offer.repaid),
        AssetBalance(asset: offer.collateral, amount: taken),
      ])
    let gone = try market.account(left, beside: base.others)
    spent.discount += account.figures.equity - gone.figures.equity
    rebase(to: gone)
  }

  /// Sells a share of everything.
  mutating func sell(_ sale: AuctionSale) throws(SteelyardError) {
    let sold = try market.account(sale.remainder, beside: base.others)
    spent.discount += account.figures.equity - sold.figures.equity
    rebase(to: sold)
  }

  private mutating func rebase(to left: LiquidationAccount) {
    account = left
    base = left
    trades = []
    penalty = 0
    settled = spent
  }
}

extension LiquidationMarket {
  /// An account of a portfolio, evaluated on the frame.
  func account(
    _ portfolio: Portfolio, beside others: [Portfolio]
  ) throws(SteelyardError) -> LiquidationAccount {
    let batch = try PortfolioBatch(portfolio, beside: others, over: universe)
    return LiquidationAccount(
      portfolio: portfolio, others: others, figures: model.figures(of: batch, in: frame)[0])
  }
}

extension Portfolio {
  /// With US dollars paid out of the balance that an instrument settles in.
  fileprivate func paying(
    _ usd: Double, like instrument: Instrument?, in market: LiquidationMarket
  ) throws(SteelyardError) -> Portfolio {
    guard usd != 0, let currency = instrument?.underlying.settlement,
      let price = market.frame.usdPrice(of: currency)
    else { return self }
    return try after(
      [], paying: [AssetBalance(asset: currency, amount: try Amount(nearest: usd / price))])
  }
}
