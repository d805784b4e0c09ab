import Glibc
import SteelyardContracts
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

  /// What is known of the market at one point of an event.
  private struct EventPath {
    private let id: String
    private var hours: Double
    private var figures: [EventFigure]
    /// What longs have paid, by coin; nil stands for coins not named.
    private var paid: [Currency?: Double] = [:]

    init(_ event: MarketEvent) {
      id = event.id
      hours = event.horizonHours
      figures = event.figures
      pay(for: event.horizonHours)
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
