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
    let cash = try AuctionCash(of: account.portfolio, in: market.frame)
    let paid = SolventAuction.Fill(
      share: offer.largestShare, payment: try Amount(nearest: payment.doubleValue / cash.usd),
      ends: true
    )
    let reserved = try Amount(nearest: progress.paidIn.doubleValue / cash.usd)
    return AuctionSale(
      time: time,
      remainder: try paid.remainder(of: account.portfolio, reserved: reserved, in: cash.asset),
      progress: LiquidationProgress(
        begun: progress.begun, roundCount: progress.roundCount + 1, lastRound: time,
        paidIn: try progress.paidIn.adding(payment),
        insolventSince: progress.insolventSince, cause: progress.cause))
  }
}
