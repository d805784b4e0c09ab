public import SteelyardContracts

/// One number of an event: a factor, whose it is, and what it stands on.
public struct EventFigure: Sendable, Hashable {
  /// What moves.
  public let factor: EventFactor
  /// The coin or token that moves; nil for every coin that the event does not name, or the market.
  public let asset: Currency?
  /// The value, in the factor's unit.
  public let value: Double
  /// What the value stands on.
  public let evidence: EventEvidence

  /// A figure from its parts; the event that it belongs to checks them.
  public init(factor: EventFactor, asset: Currency?, value: Double, evidence: EventEvidence) {
    self.factor = factor
    self.asset = asset
    self.value = value
    self.evidence = evidence
  }

  /// Whether it is computed or cited.
  public var isSourced: Bool { evidence.isSourced }
}

extension [EventFigure] {
  /// The figure of a factor for an asset: its own, else the one for every coin not named.
  ///
  /// What has a price against a peg does not float: the spot figure for every coin not named is
  /// none of its.
  func figure(of factor: EventFactor, for asset: Currency?) -> EventFigure? {
    if let own = first(where: { $0.factor == factor && $0.asset == asset }) { return own }
    if factor == .spot, contains(where: { $0.factor == .price && $0.asset == asset }) {
      return nil
    }
    return first { $0.factor == factor && $0.asset == nil }
  }
}
