import Glibc
public import SteelyardContracts
import SteelyardMarket
public import SteelyardScenarios

extension MarketShock {
  /// The years of the tenor that an event's skew is told for.
  private static let skewYears = 30.0 / 365

  /// The shock of an event, over its horizon.
  public init(_ event: MarketEvent) {
    let path = EventPath(event)
    self = path.shock(label: event.name)
  }

  /// The shock of an event and each later step of its path, in order of time.
  ///
  /// A step's figures count from the market before the shock. What a step says nothing of stays where
  /// it was left; funding goes on at the last rate told.
  public static func path(of event: MarketEvent) -> [MarketShock] {
    var path = EventPath(event)
    var shocks = [path.shock(label: event.name)]
    for step in event.path {
      path.advance(to: step)
      shocks.append(path.shock(label: "\(event.name), \(step.hours.hoursText) after its beginning"))
    }
    return shocks
  }

  /// A shock from figures as an event has them.
  ///
  /// - Parameters:
  ///   - days: Days of 86,400 seconds that it takes, >= 0; funding is paid for so long.
  /// - Throws: `invalidInput` for a figure that cannot be or stands twice, or one of a factor that
  ///   moves nothing here; `notApplicable` for funding of a move in an instant.
  public init(label: String, days: Double, figures: [EventFigure]) throws(SteelyardError) {
    guard (0...SettlementRule.horizonDaysMax).contains(days) else {
      throw SteelyardError(
        .invalidInput, "A shock takes \(days) days.",
        remedy: "Give days from 0 to \(SettlementRule.horizonDaysMax).")
    }
    for (index, figure) in figures.enumerated() {
      let name = figure.asset.map { "\($0):" } ?? ""
      guard figure.factor.admits(figure.value) else {
        throw SteelyardError(
          .invalidInput, "\(name)\(figure.factor.rawValue) is \(figure.value).",
          remedy: "Give \(figure.factor.admissible.words).")
      }
      let isRepeated = figures[..<index].contains {
        $0.factor == figure.factor && $0.asset == figure.asset
      }
      guard !isRepeated else {
        throw SteelyardError(
          .invalidInput, "\(name)\(figure.factor.rawValue) stands twice.",
          remedy: "Give it once.")
      }
      if figure.factor == .funding, days == 0 {
        throw SteelyardError(
          .notApplicable, "\(name)funding is paid over time, but the shock takes none.",
          remedy: "Give days, such as days=1.")
      }
    }
    self = EventPath(id: nil, hours: 24 * days, figures: figures).shock(label: label)
  }

  /// What is known of the market at one point of an event.
  private struct EventPath {
    private let id: String?
    private var hours: Double
    private var figures: [EventFigure]
    /// What longs have paid, by coin; nil stands for coins not named.
    private var paid: [Currency?: Double] = [:]

    init(_ event: MarketEvent) {
      self.init(id: event.id, hours: event.horizonHours, figures: event.figures)
    }

    init(id: String?, hours: Double, figures: [EventFigure]) {
      self.id = id
      self.hours = hours
      self.figures = figures
      pay(for: hours)
    }

    mutating func advance(to step: EventStep) {
      let told = step.figures
      figures =
        figures.filter { old in
          !told.contains {
            $0.factor == old.factor && ($0.asset == old.asset || $0.asset == nil)
          }
        } + told
      pay(for: step.hours - hours)
      hours = step.hours
    }

    private mutating func pay(for hours: Double) {
      let others = paid[nil] ?? 0
      let named = Set(figures.filter { $0.factor == .funding }.compactMap(\.asset))
        .union(paid.keys.compactMap(\.self))
      for asset in named.map(Optional.some) + [nil] {
        let rate = value(.funding, asset) ?? 0
        paid[asset] = (paid[asset] ?? others) + rate * hours / 8
      }
    }

    private func value(_ factor: EventFactor, _ asset: Currency?) -> Double? {
      (figures.first { $0.factor == factor && $0.asset == asset }
        ?? figures.first { $0.factor == factor && $0.asset == nil })?.value
    }

    /// What figures say of one coin, or of those not named.
    private func shock(of asset: Currency?) -> CoinShock {
      func own(_ factor: EventFactor) -> Double? {
        figures.first { $0.factor == factor && $0.asset == asset }?.value
      }
      return CoinShock(
        spot: own(.spot), volatility: own(.volatilityLevel).map { log1p($0) },
        skew: own(.skew).map { $0 * MarketShock.skewYears.squareRoot() }, basis: own(.basis),
        perpetual: own(.perpetualPremium).map { .premium($0) }, funding: paid[asset],
        oracleError: own(.oracleError))
    }

    func shock(label: String) -> MarketShock {
      var coins: [Currency: CoinShock] = [:]
      var assets: [Currency: Double] = [:]
      for figure in figures {
        guard let asset = figure.asset else { continue }
        if figure.factor == .price { assets[asset] = figure.value }
        coins[asset] = shock(of: asset)
      }
      return MarketShock(
        label: label, eventID: id, days: hours / 24, coins: coins, others: shock(of: nil),
        assets: assets,
        balanceLoss: figures.first { $0.factor == .venueLoss && $0.asset == nil }?.value ?? 0,
        figures: figures)
    }
  }
}

extension Double {
  /// Hours as a text: `48 h`, `1.5 h`.
  fileprivate var hoursText: String { self == rounded() ? "\(Int(self)) h" : "\(self) h" }
}
