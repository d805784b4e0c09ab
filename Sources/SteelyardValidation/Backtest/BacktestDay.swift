public import SteelyardContracts

/// What one day of a backtest came to, by book; books that could not be struck are left out.
public struct BacktestDay: Sendable, Hashable, Codable {
  /// One book on one day, in US dollars.
  public struct Outcome: Sendable, Hashable, Codable {
    /// The book's name.
    public let book: String
    /// The loss of the frozen book over the horizon, negative for a gain; nil where the data end
    /// before.
    public let loss: Double?
    /// Losses of the frozen book over the horizon of maintenance margin from each hour of the next
    /// day on, to the cent, nil where one is not known; shape `[hour]`, empty where none is.
    public let hourlyLosses: [Double?]
    /// What the dynamic model says.
    public let dynamic: Dynamic
    /// What each other model ties up, by its name; a model that cannot margin the book is left out.
    public let others: [String: Double]

    /// An outcome from its parts.
    public init(
      book: String, loss: Double?, hourlyLosses: [Double?], dynamic: Dynamic,
      others: [String: Double]
    ) {
      self.book = book
      self.loss = loss
      self.hourlyLosses = hourlyLosses
      self.dynamic = dynamic
      self.others = others
    }
  }

  /// The dynamic model's figures for one book, in US dollars.
  public struct Dynamic: Sendable, Hashable, Codable {
    /// Value at risk of the core's scenarios at 99 %.
    public let valueAtRisk: Double
    /// The value at risk that goes with the core's expected shortfall.
    public let tailValueAtRisk: Double
    /// Expected shortfall of the core.
    public let core: Double
    /// Initial margin, as it is collected.
    public let initialMargin: Double
    /// Maintenance margin.
    public let maintenanceMargin: Double
    /// The sum of what each leg's core is by itself.
    public let legsCore: Double

    /// Figures from their parts.
    public init(
      valueAtRisk: Double, tailValueAtRisk: Double, core: Double, initialMargin: Double,
      maintenanceMargin: Double, legsCore: Double
    ) {
      self.valueAtRisk = valueAtRisk
      self.tailValueAtRisk = tailValueAtRisk
      self.core = core
      self.initialMargin = initialMargin
      self.maintenanceMargin = maintenanceMargin
      self.legsCore = legsCore
    }
  }

  /// The end of the day that books were struck on.
  public let day: Timestamp
  /// The books, in the order of the backtest.
  public let outcomes: [Outcome]

  /// A day from its parts.
  public init(day: Timestamp, outcomes: [Outcome]) {
    self.day = day
    self.outcomes = outcomes
  }
}
