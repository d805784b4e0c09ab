public import SteelyardContracts

/// A grid of price moves times volatility moves for one underlying, and tail moves beyond it.
public struct ScenarioGrid: Sendable, Hashable, Codable {
  /// Most price moves on one side; SPAN has 3, Deribit 4 or 5.
  public static let movesPerSideMax = 100

  /// The largest move inside the grid, relative.
  public let priceRange: Double
  /// Price moves on each side of zero, evenly spaced up to the range.
  public let movesPerSide: Int
  /// The volatility cases.
  public let volatility: VolatilityShocks
  /// Moves beyond the range, relative, each with volatility up.
  public let tailMoves: [Double]
  /// The factor of the tail's profit.
  public let tailFactor: Double

  /// A grid from its parts.
  public init(
    priceRange: Double, movesPerSide: Int, volatility: VolatilityShocks, tailMoves: [Double],
    tailFactor: Double
  ) {
    self.priceRange = priceRange
    self.movesPerSide = movesPerSide
    self.volatility = volatility
    self.tailMoves = tailMoves
    self.tailFactor = tailFactor
  }

  /// How many scenarios lie inside the range; the tail follows them.
  public var coreCount: Int { (2 * movesPerSide + 1) * VolatilityMove.gridCases.count }

  /// The scenarios: price-major from the lowest move up, volatility down, same, up inside; then
  /// the tail in the order given.
  ///
  /// - Throws: `invalidInput` for a range outside (0, 1), no moves, or a tail move inside the range
  ///   or at -100 % or below.
  public func scenarios() throws(SteelyardError) -> [Scenario] {
    try check()
    var scenarios: [Scenario] = []
    for step in -movesPerSide...movesPerSide {
      let move = priceRange * Double(step) / Double(movesPerSide)
      for volatilityMove in VolatilityMove.gridCases {
        scenarios.append(
          Scenario(
            label: ScenarioGrid.label(move, volatilityMove), spotMove: move,
            volatilityMove: volatilityMove))
      }
    }
    for move in tailMoves {
      scenarios.append(
        Scenario(
          label: ScenarioGrid.label(move, .up) + ", extended", spotMove: move,
          volatilityMove: .up, tail: .init(range: priceRange, factor: tailFactor)))
    }
    return scenarios
  }

  private func check() throws(SteelyardError) {
    func refuse(_ field: String, _ message: String, _ remedy: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: remedy,
        subject: .place(file: "scenario grid", row: nil, field: field))
    }
    guard priceRange > 0, priceRange < 1 else {
      throw refuse(
        "priceRange", "The price range \(priceRange) is not between 0 and 1.",
        "Give it as a decimal, such as 0.16.")
    }
    guard (1...ScenarioGrid.movesPerSideMax).contains(movesPerSide) else {
      throw refuse(
        "movesPerSide", "\(movesPerSide) price moves on a side.",
        "Give 1 to \(ScenarioGrid.movesPerSideMax).")
    }
    guard volatility.isAdmissible, tailFactor >= 0, tailFactor.isFinite else {
      throw refuse(
        "volatility", "A volatility shock or the tail factor is negative or not finite.",
        "Give decimals from 0 up, daysMin among them.")
    }
    for move in tailMoves where move <= -1 || abs(move) < priceRange || !move.isFinite {
      throw refuse(
        "tailMoves", "The tail move \(move) is inside the price range or at -100 % or below.",
        "Give moves beyond the range, such as -0.66.")
    }
  }

  /// `spot -16 %, volatility up`.
  static func label(_ move: Double, _ volatilityMove: VolatilityMove) -> String {
    "spot \(percent(move)), volatility \(volatilityMove.rawValue)"
  }

  /// `-16 %`, with up to two decimals.
  static func percent(_ move: Double) -> String {
    let hundredths = Int((move * 10_000).rounded())
    let sign = hundredths > 0 ? "+" : hundredths < 0 ? "-" : ""
    let (percent, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let decimals =
      rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return "\(sign)\(percent)\(decimals) %"
  }
}
