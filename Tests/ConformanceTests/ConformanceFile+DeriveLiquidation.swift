import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport

/// A whole liquidation: the fee, then bids at times and markets of their own, with the account's own margin before and after.
func checkLiquidation(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let terms = try AuctionTerms(vector: input["auction"])
  let start = Timestamp(milliseconds: 0)
  let begun = try DerivePortfolioCase(input["initial"], isSecond: false)
  let opening = try begun.standing(of: begun.portfolio)
  let isInsolvent = opening.value <= .zero
  if isInsolvent != vector["expected"]["insolvent_at_start"].bool {
    check.fail("insolvent_at_start: got \(isInsolvent)")
  }
  var auction = SolventAuction(terms: terms, start: start)
  let fee = isInsolvent ? Amount.zero : try auction.fee(opening)
  compareDerive("liquidation_fee", vector["expected"], fee.doubleValue, &check)
  let elapsedStart = Int64(input["start_time"].double)
  for step in input["steps"].elements {
    let time = start.advanced(bySeconds: Int64(step["time"].double) - elapsedStart)
    let expected = step["expected"]
    let account = try DerivePortfolioCase(
      step["portfolio_and_feeds_before_bid"], isSecond: false)
    let before = try account.standing(of: account.portfolio)
    compareDerive("pre_mtm", expected, before.value.doubleValue, &check)
    compareDerive("pre_mm", expected, before.excess.doubleValue, &check)
    let buffered = try terms.bufferedExcess(excess: before.excess, value: before.value)
    compareDerive("pre_bm", expected, buffered.doubleValue, &check)
    guard !isInsolvent else { continue }
    compareDerive(
      "pre_max_proportion", expected,
      try auction.largestShare(before, at: time).doubleValue, &check)
    let kept = auction.reserved
    let fill = try auction.bid(
      for: try step["bid_proportion"].amount(), priceMax: nil, before, at: time)
    compareDerive("cash_from_bidder", expected, fill.payment.doubleValue, &check)
    compareDerive("proportion_taken", expected, fill.share.doubleValue, &check)
    let left = try fill.remainder(of: account.portfolio, reserved: kept, in: .usdc)
    let after = try account.standing(of: left)
    compareDerive("post_mtm", expected, after.value.doubleValue, &check)
    compareDerive("post_mm", expected, after.excess.doubleValue, &check)
    let bufferedAfter = min(
      try terms.bufferedExcess(excess: after.excess, value: after.value), .zero)
    compareDerive("post_bm", expected, bufferedAfter.doubleValue, &check)
    compareDerive(
      "post_max_proportion", expected,
      try auction.largestShare(after, at: time).doubleValue, &check)
  }
}

extension DerivePortfolioCase {
  /// Value and maintenance excess of a portfolio, in cash.
  fileprivate func standing(of portfolio: Portfolio) throws -> AuctionStanding {
    let figures = try explanation(of: portfolio).figures
    return AuctionStanding(
      value: try Amount(nearest: figures.equity / stable),
      excess: try Amount(nearest: figures.maintenanceExcess / stable))
  }
}
