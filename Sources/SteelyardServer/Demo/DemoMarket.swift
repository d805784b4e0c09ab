import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket

/// What the demonstration's accounts see of the market: marks, and the contracts nearest to what they want.
struct DemoMarket: Sendable {
  let frame: LiveFrame
  let engine: Engine

  /// The underlyings of the simulated market.
  static func underlyings() throws(SteelyardError) -> [Underlying] {
    [
      try Underlying(base: .btc, quote: .usd, settlement: .btc),
      try Underlying(base: .eth, quote: .usd, settlement: .eth),
      try Underlying(base: Currency("SOL"), quote: .usdc, settlement: .usdc),
    ]
  }

  /// The price of an underlying; nil where there is none to be trusted.
  func index(of underlying: Underlying) -> Double? { frame.board.index(of: underlying)?.price }

  /// The mark of an instrument.
  func mark(of instrument: Instrument) -> Double? {
    frame.board.market.observation(of: instrument)?.markPrice
  }

  /// The option whose expiry and strike are nearest to what is wanted.
  func option(
    on underlying: Underlying, days: Double, moneyness: Double, _ right: OptionRight
  ) -> Instrument? {
    guard let index = index(of: underlying) else { return nil }
    func distance(_ terms: OptionTerms) -> Double {
      let years = abs(frame.time.days(to: terms.expiry) - days) / days
      return years + 5 * abs(Double(terms.strike.description).map { $0 / index - moneyness } ?? 9)
    }
    var best: (instrument: Instrument, distance: Double)?
    for instrument in frame.universe.instruments
    where instrument.underlying == underlying {
      guard case .option(let terms) = instrument.product, terms.right == right,
        mark(of: instrument).map({ $0 > 0 }) ?? false
      else { continue }
      let own = distance(terms)
      if best.map({ own < $0.distance }) ?? true { best = (instrument, own) }
    }
    return best?.instrument
  }

  /// A quantity in whole lots, towards zero; nil where that is none, or the terms are not known.
  func quantity(_ value: Double, of instrument: Instrument) -> Amount? {
    guard let lot = engine.terms(of: instrument)?.lot else { return nil }
    return DemoMarket.inSteps(value, lot).flatMap { $0.isZero ? nil : $0 }
  }

  /// A price in whole ticks, at least one.
  func price(_ value: Double, of instrument: Instrument) -> Amount? {
    guard let tick = engine.terms(of: instrument)?.tick else { return nil }
    return DemoMarket.inSteps(value, tick).map { max($0, tick) }
  }

  private static func inSteps(_ value: Double, _ step: Amount) -> Amount? {
    guard value.isFinite, abs(value) < 1e12, let size = Double(step.description), size > 0 else {
      return nil
    }
    return Amount(units: Int128((value / size).rounded(.towardZero)) * step.units)
  }
}
