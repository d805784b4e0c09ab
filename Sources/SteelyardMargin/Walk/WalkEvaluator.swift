import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// Evaluates one book at values of one input.
struct WalkEvaluator {
  /// Most halvings of a step: the resolution is reached long before.
  private static let halvingsMax = 60

  private let book: WalkBook
  private let model: any MarginModel
  private let snapshot: MarketSnapshot
  private let surfaces: [Underlying: VolatilitySurface]
  private let axis: WalkAxis
  private let level: KernelLevel
  private let marks: MarketSnapshot.MarkVolatility
  /// The undisplaced frame, which a walk over quantities stands on throughout.
  private let frame: RiskFrame
  private let universe: InstrumentUniverse
  private let present: MarginExplanation
  private let coins: [Currency]

  init(
    _ book: WalkBook, _ model: any MarginModel, _ snapshot: MarketSnapshot,
    _ surfaces: [Underlying: VolatilitySurface], axis: WalkAxis, level: KernelLevel
  ) throws(SteelyardError) {
    self.book = book
    self.model = model
    self.surfaces = surfaces
    self.axis = axis
    self.level = level
    var universe = InstrumentUniverse()
    if case .quantity(let instrument) = axis { _ = try universe.add(instrument) }
    let batch = try PortfolioBatch(
      book.portfolio, stated: book.stated, beside: book.others, over: universe)
    self.universe = batch.universe
    self.snapshot = snapshot.keeping(Set(batch.universe.instruments))
    let discounting = (model as? any AccountEvaluation)?.discounting ?? .none
    marks = MarketSnapshot.MarkVolatility(
      source: model.surfaceSource, surfaces: surfaces, isDiscounted: discounting == .rate)
    frame = try model.frame(
      number: 1, of: batch.universe, in: self.snapshot, surfaces: surfaces, level: level)
    present = model.explanation(of: 0, in: batch, frame: frame)
    let known = snapshot.coins
    let bases = batch.universe.instruments.map(\.underlying.base)
    let held = book.portfolio.balances.map(\.asset).filter(known.contains)
    coins = Set(bases + held).sorted()
  }

  /// Why positions or balances of the book as it is were left out, and limits that it is beyond.
  var presentFailures: [SteelyardError] { present.failures + present.breaches }

  /// The value at which nothing is changed.
  var presentValue: Double {
    guard case .quantity(let instrument) = axis else { return 0 }
    return book.portfolio.position(in: instrument)?.quantity.doubleValue ?? 0
  }

  func presentPoint() throws(SteelyardError) -> WalkPoint {
    try checkAxis()
    return WalkPoint(value: presentValue, explanation: present, coinPrices: prices(in: snapshot))
  }

  /// The book at a value; at the present one, the book as it is.
  func point(at value: Double) throws(SteelyardError) -> WalkPoint {
    if value == presentValue { return try presentPoint() }
    let displacement: MarketDisplacement
    switch axis {
    case .spot(let scope):
      displacement = try MarketDisplacement(
        spotMove: value, scope: scope, volatilityMove: 0, days: 0)
    case .volatility:
      displacement = try MarketDisplacement(
        spotMove: 0, scope: .everyCoin, volatilityMove: value, days: 0)
    case .days:
      displacement = try MarketDisplacement(
        spotMove: 0, scope: .everyCoin, volatilityMove: 0, days: value)
    case .quantity(let instrument):
      return try point(quantity: value, of: instrument)
    }
    let market = try snapshot.displaced(by: displacement, marks: marks)
    let settled = try book.portfolio.settled(until: market.time, in: snapshot).portfolio
    let batch = try PortfolioBatch(settled, stated: book.stated, beside: book.others)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: market,
      surfaces: try surfaces.scaled(volatility: displacement.volatility.factor ?? 1), level: level)
    return WalkPoint(
      value: value, explanation: model.explanation(of: 0, in: batch, frame: frame),
      coinPrices: prices(in: market))
  }

  private func point(
    quantity: Double, of instrument: Instrument
  ) throws(SteelyardError) -> WalkPoint {
    let priced = universe.index(of: instrument).flatMap { frame.prices[$0] }
    guard let priced else { throw unpriced(instrument) }
    let batch = try PortfolioBatch(
      try book.portfolio.resized(instrument, to: Amount(nearest: quantity), at: priced),
      stated: book.stated, beside: book.others, over: universe)
    return WalkPoint(
      value: quantity, explanation: model.explanation(of: 0, in: batch, frame: frame),
      coinPrices: prices(in: snapshot))
  }

  /// Where a threshold is crossed between two points, or nil where both lie on one side.
  func crossing(
    of threshold: WalkCrossing.Threshold, between left: WalkPoint, and right: WalkPoint,
    within resolution: Double
  ) throws(SteelyardError) -> WalkCrossing? {
    let isKeptLeft = threshold.isKept(by: left.figures)
    guard isKeptLeft != threshold.isKept(by: right.figures) else { return nil }
    var kept = isKeptLeft ? left : right
    var lost = isKeptLeft ? right : left
    for _ in 0..<Self.halvingsMax where abs(kept.value - lost.value) > resolution {
      let middle = try point(at: kept.value + 0.5 * (lost.value - kept.value))
      if threshold.isKept(by: middle.figures) { kept = middle } else { lost = middle }
    }
    return WalkCrossing(
      threshold: threshold, direction: isKeptLeft ? .upwards : .downwards, point: lost,
      keptValue: kept.value)
  }

  /// What has settled at a value of a walk over days; nothing on another axis.
  func settlements(at value: Double) throws(SteelyardError) -> [ExpiredPosition] {
    guard case .days = axis else { return [] }
    let displacement = try MarketDisplacement(
      spotMove: 0, scope: .everyCoin, volatilityMove: 0, days: value)
    return try book.portfolio.settled(
      until: displacement.time(after: snapshot.time), in: snapshot
    ).expired
  }

  /// Balances in assets that no move of spot takes along, the dollar apart.
  var unmovedAssets: [Currency] {
    guard case .spot(let scope) = axis else { return [] }
    let moved: Set<Currency> =
      switch scope {
      case .everyCoin: snapshot.coins
      case .coin(let coin): [coin]
      }
    let held = book.portfolio.balances.filter { !$0.amount.isZero }.map(\.asset)
    return held.filter { !moved.contains($0) && $0 != .usd }.sorted()
  }

  private func prices(in market: MarketSnapshot) -> [WalkPoint.CoinPrice] {
    coins.compactMap { coin in
      (try? market.priceUSD(of: coin)).map { WalkPoint.CoinPrice(coin: coin, priceUSD: $0) }
    }
  }

  private func unpriced(_ instrument: Instrument) -> SteelyardError {
    let failure = universe.index(of: instrument).flatMap { frame.failures[$0] }
    return SteelyardError(
      .missingMarketData, "\(instrument) has no price in the market, so its size cannot be varied.",
      remedy: failure?.remedy ?? "Add a market file with it.",
      subject: .instrument(instrument.description), cause: failure?.message)
  }
}

// MARK: Ranges

extension WalkEvaluator {
  /// Sees to it that the book and the market have the axis.
  private func checkAxis() throws(SteelyardError) {
    switch axis {
    case .volatility: return
    case .spot(.everyCoin):
      guard snapshot.coins.isEmpty else { return }
      throw SteelyardError(
        .notApplicable, "The market has no contracts, so no spot to move.",
        remedy: "Add a market file with them.")
    case .spot(.coin(let coin)):
      guard (try? snapshot.priceUSD(of: coin)) == nil else { return }
      throw SteelyardError(
        .notApplicable, "The market has no price of \(coin).",
        remedy: "It has \(snapshot.assetPrices.map(\.asset.code).joined(separator: ", ")).")
    case .days:
      guard book.portfolio.positions.isEmpty else { return }
      throw SteelyardError(
        .notApplicable, "The book holds no position, so days change nothing.",
        remedy: "Vary spot.")
    case .quantity(let instrument):
      if case .spot = instrument.product {
        throw SteelyardError(
          .notApplicable, "\(instrument) is a balance of \(instrument.underlying.base).",
          remedy: "Vary the size of a contract.",
          subject: .instrument(instrument.description))
      }
      if let expiry = instrument.expiry, expiry <= snapshot.time {
        throw SteelyardError(
          .notApplicable, "\(instrument) expired at \(expiry), so its size can't change.",
          remedy: "Vary the size of a contract that trades.",
          subject: .instrument(instrument.description))
      }
      guard universe.index(of: instrument).flatMap({ frame.prices[$0] }) != nil else {
        throw unpriced(instrument)
      }
    }
  }

  /// Days until the last position expires; nil where one never does.
  private var lifetimeDays: Double? {
    var last: Timestamp?
    for position in book.portfolio.positions where !position.quantity.isZero {
      guard let expiry = position.instrument.expiry else { return nil }
      last = max(last ?? expiry, expiry)
    }
    return last.map { snapshot.time.days(to: $0) }
  }

  /// The range of an axis where the caller gives none.
  func usualRange() throws(SteelyardError) -> WalkRange {
    switch axis {
    case .spot: return try WalkRange(from: -0.5, to: 0.5, steps: 41)
    case .volatility: return try WalkRange(from: -0.5, to: 1, steps: 31)
    case .days:
      let days = lifetimeDays.map { min(30, $0) } ?? 30
      guard days > 0 else {
        throw SteelyardError(
          .notApplicable, "Every position has expired, so days change nothing.",
          remedy: "Use an earlier market file, or vary spot.")
      }
      return try WalkRange(from: 0, to: days, steps: 31)
    case .quantity(let instrument):
      let held = presentValue
      if held != 0 {
        return try WalkRange(
          from: min(-2 * held, 3 * held), to: max(-2 * held, 3 * held), steps: 41)
      }
      let unit = unit(of: instrument)
      return try WalkRange(from: -unit, to: unit, steps: 41)
    }
  }

  /// A coin of an instrument; of one sized in dollars, what that is worth, to one digit.
  private func unit(of instrument: Instrument) -> Double {
    guard instrument.quantityCurrency != instrument.underlying.base,
      let price = universe.index(of: instrument).flatMap({ frame.prices[$0] })?.price
    else { return 1 }
    let power = pow(10, floor(log10(price)))
    return (price / power).rounded() * power
  }

  /// Sees to it that the axis has every value of a range.
  func check(_ range: WalkRange) throws(SteelyardError) {
    for value in [range.lower, range.upper] {
      switch axis {
      case .spot(let scope):
        _ = try MarketDisplacement(spotMove: value, scope: scope, volatilityMove: 0, days: 0)
      case .volatility:
        _ = try MarketDisplacement(
          spotMove: 0, scope: .everyCoin, volatilityMove: value, days: 0)
      case .days:
        _ = try MarketDisplacement(spotMove: 0, scope: .everyCoin, volatilityMove: 0, days: value)
        if let lifetimeDays, value > lifetimeDays {
          throw SteelyardError(
            .invalidInput,
            "After \(value) days nothing is left: the last position expires in \(lifetimeDays) days.",
            remedy: "Give days up to \((lifetimeDays * 100).rounded(.down) / 100).")
        }
      case .quantity: _ = try Amount(nearest: value)
      }
    }
  }
}

extension [Underlying: VolatilitySurface] {
  /// Every surface with volatilities so many times as large.
  fileprivate func scaled(
    volatility factor: Double
  ) throws(SteelyardError) -> [Underlying: VolatilitySurface] {
    var scaled = self
    for (underlying, surface) in self {
      scaled[underlying] = try surface.scaled(volatility: factor)
    }
    return scaled
  }
}
