/// Lines and points over two axes.
public struct ReportPlot: Sendable, Hashable {
  /// What it shows.
  public let title: String
  /// The horizontal axis with its unit: `log-moneyness ln(K/F)`.
  public let horizontalLabel: String
  /// The vertical axis with its unit: `volatility, %`.
  public let verticalLabel: String
  /// What the horizontal axis counts.
  public let horizontalScale: Scale
  /// What is drawn, first to last.
  public let series: [Series]

  /// What an axis counts.
  public enum Scale: Sendable, Hashable {
    /// Numbers.
    case number
    /// Dates, each 1970 plus its days since then over 365.2425.
    case date
  }

  /// A plot from its parts.
  public init(
    title: String, horizontalLabel: String, verticalLabel: String, series: [Series],
    horizontalScale: Scale = .number
  ) {
    self.horizontalScale = horizontalScale
    self.title = title
    self.horizontalLabel = horizontalLabel
    self.verticalLabel = verticalLabel
    self.series = series
  }

  /// Ticks of the horizontal axis.
  func horizontalTicks(_ range: PlotRange, about count: Int) -> AxisTicks {
    let (lower, upper) = (range.horizontal.lowerBound, range.horizontal.upperBound)
    return switch horizontalScale {
    case .number: AxisTicks(from: lower, to: upper, about: count)
    case .date: AxisTicks(calendarFrom: lower, to: upper, about: count)
    }
  }

  /// A place in a plot.
  public struct Point: Sendable, Hashable {
    /// On the horizontal axis.
    public let horizontal: Double
    /// On the vertical axis.
    public let vertical: Double

    /// A point from its parts; what is not finite is not drawn.
    public init(_ horizontal: Double, _ vertical: Double) {
      self.horizontal = horizontal
      self.vertical = vertical
    }
  }

  /// Points that belong together.
  public struct Series: Sendable, Hashable {
    /// How they are drawn.
    public enum Mark: Sendable, Hashable {
      /// Joined by a line; in text with this character.
      case line(Character)
      /// Apart; in text with this character.
      case points(Character)
    }

    /// Its name in the legend.
    public let name: String
    /// How it is drawn.
    public let mark: Mark
    /// The points.
    public let points: [Point]

    /// A series from its parts.
    public init(_ name: String, _ mark: Mark, _ points: [Point]) {
      self.name = name
      self.mark = mark
      self.points = points
    }
  }
}

/// How a total is made up of parts.
public struct ReportComposition: Sendable, Hashable {
  /// One part.
  public struct Part: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its size; negative where it takes the total back.
    public let value: Double

    /// A part.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// What it shows.
  public let title: String
  /// The unit of the values.
  public let unit: String
  /// The parts in order.
  public let parts: [Part]

  /// A composition from its parts.
  public init(title: String, unit: String, parts: [Part]) {
    self.title = title
    self.unit = unit
    self.parts = parts
  }
}
