import SteelyardContracts

/// One limited number of an exposure, and its limit.
struct LimitMeasure {
  let kind: LimitBreach.Kind
  let subject: String?
  /// What is measured, ≥ 0; nil where the other side of a share is not known.
  let value: Double?
  /// What tells more from less where `value` is nil, ≥ 0.
  let size: Double
  let allowed: Double

  private init(
    _ kind: LimitBreach.Kind, _ subject: String? = nil, value: Double?, size: Double? = nil,
    allowed: Double
  ) {
    self.kind = kind
    self.subject = subject
    self.value = value
    self.size = size ?? value ?? 0
    self.allowed = allowed
  }

  /// Every number of an exposure that the limits name, in a fixed order.
  static func all(of exposure: LimitExposure, under limits: AccountLimits) -> [LimitMeasure] {
    var measures: [LimitMeasure] = []
    if let allowed = limits.leverageMax {
      measures.append(
        LimitMeasure(
          .leverage, value: exposure.leverage, size: exposure.grossNotionalUSD, allowed: allowed))
    }
    if let allowed = limits.positionCountMax {
      measures.append(
        LimitMeasure(
          .positionCount, value: Double(exposure.positionCount), allowed: Double(allowed)))
    }
    for limit in limits.greeks { measures += greeks(of: exposure, under: limit) }
    for limit in limits.concentration { measures += sizes(of: exposure, under: limit) }
    return measures
  }

  private static func greeks(
    of exposure: LimitExposure, under limit: GreekLimit
  ) -> [LimitMeasure] {
    let held =
      exposure.coins.first { $0.coin == limit.coin } ?? LimitExposure.OnCoin(coin: limit.coin)
    let all: [(LimitBreach.Kind, Double, Double?)] = [
      (.delta, held.deltaUSD, limit.deltaUSDMax), (.gamma, held.gammaUSD, limit.gammaUSDMax),
      (.vega, held.vegaUSD, limit.vegaUSDMax),
    ]
    return all.compactMap { kind, value, allowed in
      allowed.map { LimitMeasure(kind, limit.coin.code, value: abs(value), allowed: $0) }
    }
  }

  private static func sizes(
    of exposure: LimitExposure, under limit: ConcentrationLimit
  ) -> [LimitMeasure] {
    switch limit.scope {
    case .anyInstrument:
      exposure.instruments.flatMap { sizes(of: $0, under: limit) }
    case .instrument(let name):
      sizes(
        of: exposure.instruments.first { $0.instrument == name }
          ?? LimitExposure.OnInstrument(instrument: name), under: limit)
    case .coin(let coin):
      sizes(
        coin.code, exposure.coins.first { $0.coin == coin } ?? LimitExposure.OnCoin(coin: coin),
        under: limit)
    }
  }

  private static func sizes(
    of held: LimitExposure.OnInstrument, under limit: ConcentrationLimit
  ) -> [LimitMeasure] {
    sizes(
      held.instrument, notional: held.notionalUSD, openInterest: held.openInterestUSD,
      depth: held.depthUSD, under: limit)
  }

  private static func sizes(
    _ subject: String, _ held: LimitExposure.OnCoin, under limit: ConcentrationLimit
  ) -> [LimitMeasure] {
    sizes(
      subject, notional: held.notionalUSD, openInterest: held.openInterestUSD,
      depth: held.depthUSD, under: limit)
  }

  private static func sizes(
    _ subject: String, notional: Double, openInterest: Double?, depth: Double?,
    under limit: ConcentrationLimit
  ) -> [LimitMeasure] {
    func share(of whole: Double?) -> Double? {
      if notional == 0 { return 0 }
      return whole.map { $0 > 0 ? notional / $0 : .infinity }
    }
    let all: [(LimitBreach.Kind, Double?, Double?)] = [
      (.notional, notional, limit.notionalUSDMax),
      (.openInterestShare, share(of: openInterest), limit.openInterestShareMax),
      (.depthShare, share(of: depth), limit.depthShareMax),
    ]
    return all.compactMap { kind, value, allowed in
      allowed.map { LimitMeasure(kind, subject, value: value, size: notional, allowed: $0) }
    }
  }

  /// Whether the limit is not kept; what can't be measured keeps none.
  var isBroken: Bool { value.map { !($0 <= allowed) } ?? true }

  /// Whether this is the same number as another's, of another exposure.
  func isSame(as other: LimitMeasure) -> Bool { kind == other.kind && subject == other.subject }

  /// Whether it is more than it was; rounding is not.
  ///
  /// Where a share or a ratio is not known or has no bound, the size above the line decides.
  func exceeds(_ earlier: LimitMeasure?) -> Bool {
    guard let earlier else { return !((value ?? size) <= 0) }
    if let value, let before = earlier.value, value.isFinite, before.isFinite {
      return value > before * (1 + 1e-12)
    }
    return !(size <= earlier.size * (1 + 1e-12))
  }
}
