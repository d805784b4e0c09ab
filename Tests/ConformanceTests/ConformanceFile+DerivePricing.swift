import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport

private let exact = Tolerance.relative(1e-15)

/// Black-76 with the discount factor of the expiry.
func checkBlack76(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let expected = vector["expected"]
  let years = input["seconds"].double / 31_536_000
  let discount = input["discount"].double
  let option = try Black76(
    forward: input["forward"].double, strike: max(input["strike"].double, 1e-18),
    timeToExpiry: years, volatility: input["vol"].double, rate: -log(discount) / years)
  let tolerance = Tolerance(relative: 1e-12, absolute: 1e-12)
  check.compare("call", expected: expected["call"].double, got: option.value(.call), tolerance)
  check.compare("put", expected: expected["put"].double, got: option.value(.put), tolerance)
  check.compare(
    "call_delta_undiscounted", expected: expected["call_delta_undiscounted"].double,
    got: option.forwardDelta(.call) / option.discountFactor, tolerance)
}

/// A slice as the venue publishes it, with its bounds.
func checkSlice(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let expected = vector["expected"]
  let reference = try PublishedSlice.Reference(
    forward: input["forward"].double, years: input["tau"].double)
  let slice = PublishedSlice(
    slice: try SVISlice(
      level: input["a"].double, slope: input["b"].double, correlation: input["rho"].double,
      centre: input["m"].double, width: input["sigma"].double), reference: reference)
  let strike = input["strike"].double
  let volatility = slice.volatility(
    strike: strike, forward: reference.forward, timeToExpiry: reference.years)
  if !expected["vol"].isNull {
    check.compare("vol", expected: expected["vol"].double, got: volatility, .absolute(1e-14))
  }
  func truncated(_ value: Double) -> Double { (value * 1e6).rounded(.towardZero) / 1e6 }
  for (field, got) in [
    ("vol_truncated_6dp", volatility),
    ("k_truncated_6dp", slice.boundedLogMoneyness(strike: max(strike, 1e-18), reference)),
  ] where !expected[field].isNull {
    check.compare(field, expected: expected[field].double, got: truncated(got), exact)
  }
}

/// Years of a number of seconds.
func checkYears(_ vector: JSONValue, _ check: inout ConformanceCase) {
  let seconds = Int64(vector["input"]["seconds"].double)
  let end = Timestamp(microseconds: DeriveMarket.time.microseconds + seconds * 1_000_000)
  check.compare(
    "years", expected: vector["expected"]["years"].double, got: DeriveMarket.time.years(to: end),
    .absolute(1e-12))
}

/// What a settlement average has fixed of a forward.
func checkForward(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let average = input["average_spot_since_window_start"].double
  let forward = try SettlementForward(
    spot: input["spot"].double, basis: input["forward_minus_spot"].double,
    average: average > 0 ? average : nil, secondsLeft: input["seconds_to_expiry"].double,
    windowSeconds: input["window_seconds"].double)
  let expected = vector["expected"]
  check.compare(
    "forward_fixed", expected: expected["forward_fixed"].double, got: forward.fixed, exact)
  check.compare(
    "forward_variable", expected: expected["forward_variable"].double, got: forward.variable,
    exact)
}

/// What an option pays at a settlement price.
func checkSettlement(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
  let input = vector["input"]
  let underlying = try Underlying(base: .eth, quote: .usdc, settlement: .usdc)
  let origin = InstrumentObservation.Origin(file: "vector", row: 1)
  let expiry = Timestamp(microseconds: DeriveMarket.time.microseconds - 1_000_000)
  var settled = ExpiryObservation(underlying: underlying, expiry: expiry, origin: origin)
  settled.settlementAverage = .init(average: input["settlement_price"].double, elapsed: 1)
  var builder = MarketSnapshotBuilder(
    time: DeriveMarket.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
  try builder.add([settled])
  try builder.add([
    IndexObservation(
      underlying: underlying, origin: origin, price: input["settlement_price"].double,
      confidence: nil)
  ])
  try builder.add([AssetPrice(asset: .usdc, priceUSD: 1, source: "vector")])
  let right: OptionRight = input["type"].string == "call" ? .call : .put
  let instrument = try Instrument(
    underlying,
    .option(
      OptionTerms(expiry: expiry, strike: try input["strike"].amount(), right: right)))
  let priced = try InstrumentPricer(
    snapshot: try builder.build().snapshot, surfaceSource: .marks, surfaces: [:],
    discounting: .none
  ).price(instrument)
  check.compare(
    "cash", expected: vector["expected"]["cash"].double,
    got: priced.value * input["amount"].double, exact)
}
