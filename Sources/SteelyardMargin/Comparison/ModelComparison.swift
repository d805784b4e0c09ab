public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing

/// One portfolio under several margin models, side by side.
///
/// Models are compared by what they tie up: full equity less initial excess. All amounts are in US
/// dollars. The same numbers to the bit however the portfolio is written.
public struct ModelComparison: Sendable {
  /// Most positions that are taken apart one by one.
  ///
  /// Each is a whole evaluation of the others, so the work grows with the square. Beyond it
  /// `ModelOutcome.positions` is empty.
  public static let positionsMax = 10_000

  /// The model that others are compared with where it is among them.
  public static let referenceName = "isolated"

  /// What each model says, in the order of the models.
  public let outcomes: [ModelOutcome]
  /// The index of the outcome that the others are compared with: `isolated`, else the first.
  public let referenceIndex: Int
  /// What is held, in the order of the portfolio.
  public let positions: [Position]
  /// The instruments of every frame, by index.
  public let universe: InstrumentUniverse

  /// Margins a portfolio by each model, with and without each of its positions.
  ///
  /// - Parameters:
  ///   - models: At least one, no two of one name.
  ///   - portfolio: What is held.
  ///   - stated: Requirements that the caller states; a model that does not know one charges it as
  ///     initial margin.
  ///   - others: What its owner holds in other accounts.
  ///   - snapshot: The market.
  ///   - surfaces: Surfaces that any of the models needs.
  ///   - level: The kernels to use.
  /// - Throws: `invalidInput` without a model, for two of one name, or a position that cannot be
  ///   margined at all; `limitExceeded` where the universe is full.
  public init(
    of portfolio: Portfolio, under models: [any MarginModel], stated: [StatedAmount],
    beside others: [Portfolio] = [], in snapshot: MarketSnapshot,
    surfaces: [Underlying: VolatilitySurface], level: KernelLevel
  ) throws(SteelyardError) {
    guard !models.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There is no model to compare.", remedy: "Give at least one.")
    }
    var names: Set<String> = []
    for model in models where !names.insert(model.name).inserted {
      throw SteelyardError(
        .invalidInput, "Two of the models are named \"\(model.name)\".",
        remedy: "Leave one out, or give it another name.")
    }
    let book = try PortfolioBatch(portfolio, stated: stated, beside: others)
    universe = book.universe
    positions = portfolio.positions
    let accounts = DividedAccounts(
      of: portfolio, stated: stated, others: others, universe: book.universe)
    var outcomes: [ModelOutcome] = []
    var frames: [RiskFrame] = []
    for (index, model) in models.enumerated() {
      frames.append(
        try model.frame(
          number: index + 1, of: book.universe, in: snapshot, surfaces: surfaces, level: level))
    }
    let divided = try accounts.tiedUp(under: models, in: frames)
    for (index, model) in models.enumerated() {
      outcomes.append(
        ModelOutcome(
          model.explanation(of: 0, in: book, frame: frames[index]), divided[index],
          of: portfolio, universe: book.universe, frame: frames[index]))
    }
    self.outcomes = outcomes
    referenceIndex = models.firstIndex { $0.name == Self.referenceName } ?? 0
  }

  /// The outcome that the others are compared with.
  public var reference: ModelOutcome { outcomes[referenceIndex] }
}
