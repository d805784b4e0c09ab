import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

/// A share of an account that a bidder takes.
struct AuctionSale {
  let time: Timestamp
  /// What is left of the account.
  let remainder: Portfolio
  /// The progress after it.
  let progress: LiquidationProgress
}

/// Somebody who buys what is offered as soon as the discount pays for closing it.
///
/// Closing costs spread, fee and impact of every position's share, and no liquidation fee. What the bidder risks until then is
/// not counted.
struct AuctionBidder {
  private let account: LiquidationAccount
  private let market: LiquidationMarket
  private let candidates: PlanCandidates

  /// Most seconds that are looked at.
  private static let secondsMax: Int64 = 100_000

  init(
    _ account: LiquidationAccount, _ market: LiquidationMarket, _ settings: PlanSettings
  ) throws(SteelyardError) {
    self.account = account
    self.market = market
    let whole = account.portfolio.positions.filter { !$0.quantity.isZero }.map {
      LiquidationTrade(
        instrument: $0.instrument, quantity: -$0.quantity, purpose: .reduction, step: 0)
    }
    candidates = try PlanCandidates(
      of: whole, for: account, in: market, settings.withoutLiquidationFee)
  }

  /// The first sale that pays; nil where none does.
  func sale(
    by policy: any LiquidationPolicy, from start: Timestamp, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> AuctionSale? {
    var progress = progress
    let value = account.figures.equity
    for second in 0..<AuctionBidder.secondsMax {
      let time = start.advanced(bySeconds: second)
      let decision = try policy.decision(for: account, in: market.at(time), progress)
      guard case .auction(let offer) = decision.action else { return nil }
      if offer.isInsolvent, progress.insolventSince == nil {
        progress = progress.insolvent(since: time)
      }
      let share = offer.largestShare.doubleValue
      // Of what is offered the bidder gets the share of all but what earlier bidders paid in.
      let kept = progress.paidIn.doubleValue
      let gain = share * (value - kept - offer.wholePrice.doubleValue)
      guard gain >= cost(of: share) else { continue }
      return try sold(offer, at: time, progress)
    }
    return nil
  }

  private func cost(of share: Double) -> Double {
    candidates.cost(of: [Double](repeating: share, count: candidates.all.count)).total
  }

  private func sold(
    _ offer: AccountOffer, at time: Timestamp, _ progress: LiquidationProgress
  ) throws(SteelyardError) -> AuctionSale {
    let price = try offer.wholePrice.multiplied(by: offer.largestShare, rounding: .down)
    // Where bidders are paid, whoever backs the venue pays them, and not the account.
    let payment = max(price, .zero)
    let (cash, usd) = try cash()
    let paid = SolventAuction.Fill(
      share: offer.largestShare, payment: try Amount(nearest: payment.doubleValue / usd), ends: true
    )
    let reserved = try Amount(nearest: progress.paidIn.doubleValue / usd)
    return AuctionSale(
      time: time,
      remainder: try paid.remainder(of: account.portfolio, reserved: reserved, in: cash),
      progress: LiquidationProgress(
        begun: progress.begun, roundCount: progress.roundCount + 1, lastRound: time,
        paidIn: try progress.paidIn.adding(payment),
        insolventSince: progress.insolventSince, cause: progress.cause))
  }

  /// What bids are paid in, with its price: the venue's dollars where the account has any, else its largest balance, else
  /// what its first position settles in.
  private func cash() throws(SteelyardError) -> (Currency, Double) {
    func priced(_ asset: Currency) -> (Currency, Double)? {
      guard let price = try? market.frame.snapshot.priceUSD(of: asset), price > 0 else {
        return nil
      }
      return (asset, price)
    }
    let balances = account.portfolio.balances.compactMap { balance in
      priced(balance.asset).map { ($0, $0.1 * balance.amount.doubleValue) }
    }
    if let dollars = balances.first(where: { $0.0.0 == .usdc }) { return dollars.0 }
    if let largest = balances.max(by: { $0.1 < $1.1 }) { return largest.0 }
    if let settlement = account.portfolio.positions.first?.instrument.underlying.settlement,
      let found = priced(settlement)
    {
      return found
    }
    throw SteelyardError(
      .missingMarketData, "Nothing that bids could be paid in has a price.",
      remedy: "State the price of the account's balances.")
  }
}
