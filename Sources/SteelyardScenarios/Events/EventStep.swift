public import SteelyardContracts

/// Where the market stands some time after the shock: a recovery, or a second fall.
public struct EventStep: Sendable, Hashable, Codable {
  /// Hours since the beginning of the shock, beyond the event's horizon.
  public let hours: Double
  /// The figures at that time, counted from the market before the shock, not from the step before.
  public let figures: [EventFigure]

  /// A step from its parts; the event that it belongs to checks them.
  public init(hours: Double, figures: [EventFigure]) {
    self.hours = hours
    self.figures = figures
  }

  /// The figure of a factor for an asset: its own, else the one for every coin not named.
  ///
  /// - Returns: Nil where the step says nothing of it.
  public func figure(of factor: EventFactor, for asset: Currency?) -> EventFigure? {
    figures.figure(of: factor, for: asset)
  }
}
