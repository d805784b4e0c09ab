public import SteelyardContracts

/// A joint move of the market that happened, or that somebody thought out.
///
/// All figures of `figures` belong together: they are the moves of one span of `horizonHours`.
public struct MarketEvent: Sendable, Hashable {
  /// Most figures of an event or of one step.
  public static let figuresMax = 500
  /// Most later steps.
  public static let stepsMax = 100

  /// What files and commands call it: small letters, digits and hyphens, `2020-03-12-covid`.
  public let id: String
  /// What people call it.
  public let name: String
  /// Whether it happened.
  public let kind: EventKind
  /// The beginning of the window in which the worst move was looked for; of a hypothetical event
  /// the beginning of what it leans on.
  public let start: Timestamp
  /// The end of that window, at `start` or later.
  public let end: Timestamp
  /// The first instant at which a model may use it: the end of the last datum in `figures`.
  public let knownFrom: Timestamp
  /// How long the move of `figures` takes, in hours, > 0.
  public let horizonHours: Double
  /// What happened, in one or two sentences.
  public let summary: String
  /// The figures, each asset and factor once.
  public let figures: [EventFigure]
  /// What came after the shock, in ascending order of time; empty where nothing is told.
  public let path: [EventStep]

  /// An event from its parts.
  ///
  /// - Throws: `invalidInput` naming the field where an id is none, times or steps are out of
  ///   order, a figure stands twice, lies outside what its factor can be, or uses data from
  ///   after `knownFrom`; `limitExceeded` beyond `figuresMax` or `stepsMax`.
  public init(
    id: String, name: String, kind: EventKind, start: Timestamp, end: Timestamp,
    knownFrom: Timestamp, horizonHours: Double, summary: String, figures: [EventFigure],
    path: [EventStep] = []
  ) throws(SteelyardError) {
    self.id = id
    self.name = name
    self.kind = kind
    self.start = start
    self.end = end
    self.knownFrom = knownFrom
    self.horizonHours = horizonHours
    self.summary = summary
    self.figures = figures
    self.path = path
    try check()
  }

  private init(of event: MarketEvent, figures: [EventFigure], path: [EventStep]) {
    id = event.id
    name = event.name
    kind = event.kind
    start = event.start
    end = event.end
    knownFrom = event.knownFrom
    horizonHours = event.horizonHours
    summary = event.summary
    self.figures = figures
    self.path = path
  }

  /// The figure of a factor for an asset: its own, else the one for every coin not named.
  ///
  /// A stablecoin or staking token that has a `price` figure takes no part in the `spot` figure
  /// for coins not named. Whether any other asset is a coin that floats, the caller must know.
  ///
  /// - Parameter asset: Nil asks for the market's own figure.
  /// - Returns: Nil where the event says nothing of it.
  public func figure(of factor: EventFactor, for asset: Currency?) -> EventFigure? {
    figures.figure(of: factor, for: asset)
  }

  /// The event as a model may use it at an instant; nil before `knownFrom`.
  ///
  /// Steps that use data from after the instant are left out, so that the shock itself need not
  /// wait for its recovery.
  public func knownAt(_ instant: Timestamp) -> MarketEvent? {
    guard knownFrom <= instant else { return nil }
    let known = path.prefix { step in
      step.figures.allSatisfy { figure in
        if case .computed(let computation) = figure.evidence {
          computation.to <= instant
        } else {
          true
        }
      }
    }
    return MarketEvent(of: self, figures: figures, path: Array(known))
  }

  /// Whether every figure, the later steps' too, is computed or cited.
  public var isSourced: Bool {
    figures.allSatisfy(\.isSourced) && path.allSatisfy { $0.figures.allSatisfy(\.isSourced) }
  }

  /// The event with nothing but its computed and cited figures: what a floor may use.
  ///
  /// Nil where no figure of the shock itself is sourced. Steps without a sourced figure fall away.
  public var sourcedOnly: MarketEvent? {
    let kept = figures.filter(\.isSourced)
    guard !kept.isEmpty else { return nil }
    let steps = path.compactMap { step -> EventStep? in
      let kept = step.figures.filter(\.isSourced)
      return kept.isEmpty ? nil : EventStep(hours: step.hours, figures: kept)
    }
    return MarketEvent(of: self, figures: kept, path: steps)
  }
}
