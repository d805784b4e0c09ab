import SteelyardContracts
import SteelyardLedger
import SteelyardLiquidation
import TestSupport

/// An hourly funding rate.
func checkFundingRate(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let rate = try FundingPayment.hourlyRate(
    index: input["index"].amount(), impactBid: input["impact_bid"].amount(),
    impactAsk: input["impact_ask"].amount(),
    convergenceHours: input["convergence_hours"].amount(),
    staticRate: input["static_rate"].amount(), cap: input["cap"].amount())
  try compareExact("hourly_rate", vector["expected"], rate, &check)
}

/// What a holder gets over some time.
func checkFundingPayment(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let cash = try FundingPayment.cash(
    to: input["position"].amount(), index: input["index"].amount(),
    hourlyRate: input["hourly_rate"].amount(), seconds: Int64(input["seconds"].double))
  try compareExact("cash", vector["expected"], cash, &check)
}

/// A perpetual's profit between two marks.
func checkPerpetualProfit(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let profit = try PerpetualProfit.profit(
    of: input["position"].amount(), from: input["last_mark"].amount(),
    to: input["mark"].amount())
  try compareExact("pnl", vector["expected"], profit, &check)
}

/// The rate of a borrow curve.
func checkBorrowRate(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let rate = try borrowCurve(input).rate(
    at: BorrowCurve.utilisation(
      debt: input["borrows"].amount(), supply: input["supply"].amount()))
  try compareExact("rate", vector["expected"], rate, &check)
}

/// What a unit of debt grows by.
func checkInterestFactor(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let factor = try GrowthFactor.growth(
    rate: input["rate"].amount(), microseconds: Int64(input["seconds"].double) * 1_000_000)
  try compareExact("factor", vector["expected"], factor, &check)
}

/// A pool over some weeks of trades, settlements, loans and an insolvency.
func checkCashSequence(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  var pool = try CashPool(
    curve: borrowCurve(input["model"]), moduleShare: input["sm_fee"].amount())
  let module = "SM"
  var accounts: [String: CashBalance] = [:]
  for name in input["initial_balances"].fields {
    let amount = try input["initial_balances"][name].amount()
    if name == module {
      try pool.fundModule(amount)
    } else {
      try pool.exchange(amount, with: &accounts[name, default: CashBalance()])
    }
  }
  let states = vector["expected"]["states"].elements
  for (place, state) in states.enumerated() {
    if place > 0 {
      let event = input["events"].elements[place - 1]
      try pool.accrue(
        microseconds: Int64(event["days_before"].double) * Timestamp.microsecondsPerDay)
      let amount = try event["amount"].amount()
      let name = event["account"].string ?? ""
      switch event["type"].string {
      case "trade":
        try pool.add(
          -amount, to: &accounts[event["from_account"].string ?? "", default: CashBalance()])
        try pool.add(amount, to: &accounts[name, default: CashBalance()])
      case "settlement": try pool.settle(amount, to: &accounts[name, default: CashBalance()])
      case "borrow": try pool.exchange(amount, with: &accounts[name, default: CashBalance()])
      case "insolvency":
        try pool.coverLoss(amount, to: &accounts[name, default: CashBalance()])
      case let other: check.fail("\(other ?? "nothing") is no event of a pool")
      }
    }
    let prefix = "state \(place) "
    for (field, got) in [
      ("total_supply", pool.supply), ("total_borrow", pool.debt),
      ("stable_balance", pool.backing), ("utilisation", try pool.utilisation()),
      ("borrow_rate", try pool.rate()),
    ] {
      check.compare(
        prefix + field, expected: state[field].double, got: got.doubleValue, deriveTolerance)
    }
  }
}

/// A loss that the pool's users share.
func checkSocialisedLoss(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  var pool = try emptyPool()
  var holder = CashBalance()
  var rescuer = CashBalance()
  try pool.exchange(input["stable_held"].amount(), with: &holder)
  try pool.settle(
    input["total_cash"].amount().subtracting(input["stable_held"].amount()), to: &holder)
  try pool.coverLoss(input["loss"].amount(), to: &rescuer)
  let expected = vector["expected"]
  try compareExact("exchange_rate", expected, pool.exchangeRate(), &check)
  let burnt = try pool.withdraw(backing: input["withdraw_stable"].amount(), from: &holder)
  try compareExact("cash_burned", expected, burnt, &check)
}

/// What the security module pays of a loss.
func checkModulePayout(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  var pool = try emptyPool()
  var rescuer = CashBalance()
  try pool.fundModule(input["balance"].amount())
  let loss = try input["requested"].amount()
  let created = try pool.coverLoss(loss, to: &rescuer)
  try compareExact("paid", vector["expected"], loss.subtracting(created), &check)
  // The module is the insurance fund of the loss waterfall: alone, it pays the same.
  let waterfall = try LossWaterfall([.init(.insuranceFund, input["balance"].amount())])
  try compareExact(
    "paid", vector["expected"], waterfall.outcome(of: loss).paid(by: .insuranceFund), &check)
}

private func emptyPool() throws -> CashPool {
  try CashPool(
    curve: BorrowCurve(minimum: .zero, slopeBelow: .zero, slopeAbove: .zero, optimum: .one),
    moduleShare: .zero)
}

private func borrowCurve(_ model: JSONValue) throws -> BorrowCurve {
  try BorrowCurve(
    minimum: model["min_rate"].amount(), slopeBelow: model["rate_multiplier"].amount(),
    slopeAbove: model["high_rate_multiplier"].amount(), optimum: model["optimal_util"].amount())
}

/// Compares exact numbers; the tally has the difference in doubles.
func compareExact(
  _ field: String, _ expected: JSONValue, _ got: Amount, _ check: inout ConformanceCase
) throws {
  let wanted = try expected[field].amount()
  check.compare(
    field, expected: 0, got: try got.subtracting(wanted).doubleValue, .absolute(1e-17))
}
