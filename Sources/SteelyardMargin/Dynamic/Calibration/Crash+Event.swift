import Glibc
import SteelyardContracts
public import SteelyardScenarios

extension Crash {
  /// A historical event as a floor may use it: figures that a source vouches for, and no other.
  ///
  /// Nil for a hypothetical event, and for one without a sourced move of spot.
  public init?(_ event: MarketEvent) {
    guard event.kind == .historical, let sourced = event.sourcedOnly else { return nil }
    var spot: [Currency: Double] = [:]
    var volatility: [Currency: Double] = [:]
    var assets: [Currency: Double] = [:]
    for figure in sourced.figures {
      guard let asset = figure.asset else { continue }
      switch figure.factor {
      case .spot: spot[asset] = figure.value
      case .volatilityLevel: volatility[asset] = log1p(figure.value)
      case .price: assets[asset] = figure.value
      default: continue
      }
    }
    guard !spot.isEmpty else { return nil }
    self.init(
      label: event.name, knownFrom: sourced.knownFrom, spot: spot, volatility: volatility,
      assets: assets)
  }
}
