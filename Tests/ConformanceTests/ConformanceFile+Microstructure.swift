import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport

extension ConformanceFile {
  static let microstructure = ConformanceFile(name: "microstructure.json") { file, tally in
    let tolerance = Tolerance.relative(file["tolerance_rel"].double)
    checkFlow(file["flow"], tolerance, &tally)
    checkHeterogeneous(file, &tally)
  }

  /// Sums of numbers that cancel: a share of a price as well.
  private static func changeTolerance(_ tolerance: Tolerance, price: Double) -> Tolerance {
    Tolerance(relative: tolerance.relative, absolute: 1e-14 * price)
  }

  private static func checkFlow(
    _ vector: JSONValue, _ tolerance: Tolerance, _ tally: inout ConformanceTally
  ) {
    checkBook(vector, tolerance, &tally)
    let trades: [BookTrade]
    do {
      trades = try vector["trades"].elements.map { row in
        let fields = row.elements.map(\.double)
        return try BookTrade(
          time: Timestamp(microseconds: 0), price: fields[0], quantity: fields[1],
          taker: fields[2] > 0 ? .buyer : .seller)
      }
    } catch {
      tally.check("trades") { $0.fail("\(error)") }
      return
    }
    checkBuckets(vector["vpin"], trades, tolerance, &tally)
    let kyle = vector["kyle_lambda"]
    let intervals = TradeInterval.ofTrades(trades, count: Int(kyle["group"].double))
    tally.check("kyle_lambda") {
      compare(&$0, "signed_volume", kyle, intervals.map(\.signedVolume), tolerance)
      compare(
        &$0, "price_change", kyle, intervals.map(\.priceChange),
        changeTolerance(tolerance, price: trades[0].price))
      let fit = try PriceImpact.kyle(intervals)
      $0.compare("alpha", expected: kyle["alpha"].double, got: fit.intercept, tolerance)
      $0.compare("lam", expected: kyle["lam"].double, got: fit.slope, tolerance)
    }
    tally.check("amihud") {
      $0.compare(
        "amihud", expected: vector["amihud"].double, got: try PriceImpact.illiquidity(intervals),
        tolerance)
    }
    tally.check("roll_spread") {
      $0.compare(
        "roll_spread", expected: vector["roll_spread"].double,
        got: try PriceImpact.rollSpread(trades.map(\.price)), tolerance)
    }
  }

  private static func checkBook(
    _ vector: JSONValue, _ tolerance: Tolerance, _ tally: inout ConformanceTally
  ) {
    tally.check("ofi") {
      let tops = try vector["book"].elements.map { row in
        let fields = row.elements.map(\.double)
        return try BookTop(
          bidPrice: fields[0], bidQuantity: fields[1], askPrice: fields[2], askQuantity: fields[3])
      }
      let events = zip(tops, tops.dropFirst()).map {
        OrderFlowImbalance.event(from: $0, to: $1)
      }
      compare(&$0, "ofi", vector, events, tolerance)
      let intervals = OrderFlowImbalance.intervals(
        tops, count: Int(vector["ofi_bucket"].double))
      compare(&$0, "ofi_agg", vector, intervals.map(\.imbalance), tolerance)
      compare(&$0, "mid_change", vector, intervals.map(\.middleChange), tolerance)
      let fit = try OrderFlowImbalance.priceImpact(intervals)
      $0.compare("ofi_beta", expected: vector["ofi_beta"].double, got: fit.slope, tolerance)
      $0.compare("ofi_alpha", expected: vector["ofi_alpha"].double, got: fit.intercept, tolerance)
      $0.compare("ofi_r2", expected: vector["ofi_r2"].double, got: fit.rSquared, tolerance)
    }
  }

  private static func checkBuckets(
    _ vector: JSONValue, _ trades: [BookTrade], _ tolerance: Tolerance,
    _ tally: inout ConformanceTally
  ) {
    tally.check("vpin") {
      let buckets = try VolumeImbalance(trades, bucketVolume: vector["bucket_volume"].double)
      $0.compare(
        "sigma_dP", expected: vector["sigma_dP"].double, got: buckets.priceChangeDeviation,
        tolerance)
      compare(
        &$0, "dP", vector, buckets.priceChanges,
        changeTolerance(tolerance, price: trades[0].price))
      compare(&$0, "buy_volume", vector, buckets.boughtVolumes, tolerance)
      compare(
        &$0, "vpin", vector, buckets.values(window: Int(vector["window"].double)), tolerance)
    }
  }

  /// Compares a list field by field.
  private static func compare(
    _ comparison: inout ConformanceCase, _ field: String, _ vector: JSONValue, _ got: [Double],
    _ tolerance: Tolerance
  ) {
    let expected = vector[field].elements.map(\.double)
    comparison.compare("\(field).count", expected: expected.count, got: got.count)
    for (number, got) in zip(expected, got) {
      comparison.compare(field, expected: number, got: got, tolerance)
    }
  }
}
