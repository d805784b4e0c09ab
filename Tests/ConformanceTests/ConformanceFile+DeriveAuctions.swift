import SteelyardContracts
import SteelyardLiquidation
import TestSupport

private let start = Timestamp(milliseconds: 0)

extension AuctionTerms {
  /// The terms that a vector states.
  init(vector input: JSONValue) throws {
    self = try AuctionTerms(
      startShare: input["starting_mtm"].amount(), cutoffShare: input["fast_cutoff"].amount(),
      fastSeconds: Int64(input["fast_seconds"].double),
      slowSeconds: Int64(input["slow_seconds"].double),
      insolventSeconds: Int64(input["insolvent_seconds"].double),
      feeRate: input["fee_rate"].amount(), bufferShare: input["buffer_margin"].amount(),
      wholeBelowValue: input["mtm_cutoff"].amount())
  }
}

private func standing(_ input: JSONValue) throws -> AuctionStanding {
  AuctionStanding(value: try input["mtm"].amount(), excess: try input["mm"].amount())
}

/// The share of its value that an account is offered for.
func checkAuctionDiscount(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let discount = try AuctionTerms(vector: input["auction"]).discount(
    after: Int64(input["elapsed"].double))
  try compareExact("discount", vector["expected"], discount, &check)
}

/// Price, largest share and payment of an auction of an account that is worth something.
func checkSolventAuction(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let (input, expected) = (vector["input"], vector["expected"])
  let time = start.advanced(bySeconds: Int64(input["elapsed"].double))
  let now = try standing(input)
  var auction = SolventAuction(
    terms: try AuctionTerms(vector: input["auction"]), start: start,
    reserved: try input["reserved_cash"].amount())
  let largest = try auction.largestShare(now, at: time)
  for field in expected.fields {
    switch field {
    case "bm":
      let buffered = try auction.terms.bufferedExcess(excess: now.excess, value: now.value)
      try compareExact(field, expected, buffered, &check)
    case "bid_price": try compareExact(field, expected, try auction.price(now, at: time), &check)
    case "max_proportion_truncated_3dp": try compareCut(field, expected, largest, "0.001", &check)
    case "max_proportion_truncated_4dp": try compareCut(field, expected, largest, "0.0001", &check)
    case "cash_from_bidder", "cash_from_bidder_truncated":
      let share = try input["bid_proportion"].amount()
      let payment = try auction.bid(for: share, priceMax: nil, now, at: time).payment
      if field == "cash_from_bidder" {
        try compareExact(field, expected, payment, &check)
      } else {
        try compareCut(field, expected, payment, "1", &check)
      }
    default: check.fail("\(field) is not compared")
    }
  }
}

/// What taking over an insolvent account pays.
func checkInsolventAuction(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let (input, expected) = (vector["input"], vector["expected"])
  let auction = try InsolventAuction(
    seconds: Int64(input["insolvent_seconds"].double), start: start)
  let time = start.advanced(bySeconds: Int64(input["elapsed"].double))
  let now = try standing(input)
  for field in expected.fields {
    switch field {
    case "bid_price": try compareExact(field, expected, try auction.price(now, at: time), &check)
    case "cash_to_bidder":
      let payment = try auction.payment(for: input["bid_proportion"].amount(), now, at: time)
      try compareExact(field, expected, payment, &check)
    default: check.fail("\(field) is not compared")
    }
  }
}

/// Whether cash may leave.
func checkWithdrawalBlock(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let isBlocked = InsolventAuction.withdrawalsAreBlocked(
    lackingMargin: try input["total_insolvent_mm"].amount(),
    moduleCash: try input["security_module_cash"].amount())
  if isBlocked != vector["expected"]["blocked"].bool {
    check.fail("blocked: expected \(vector["expected"]["blocked"]), got \(isBlocked)")
  }
}

/// Compares what is printed with fewer digits, cut off.
private func compareCut(
  _ field: String, _ expected: JSONValue, _ got: Amount, _ step: String,
  _ check: inout ConformanceCase
) throws {
  let cut = try got.rounded(toMultipleOf: try JSONValue.text(step).amount(), .towardsZero)
  check.compare(
    field, expected: expected[field].double, got: cut.doubleValue, .absolute(1e-12))
}
