public import SteelyardContracts

/// What one model of a comparison says of a portfolio, in US dollars.
public struct ModelOutcome: Sendable {
  /// What one position does.
  public struct PositionEffect: Sendable, Hashable {
    /// The instrument.
    public let instrument: Instrument
    /// Tied up by the book less tied up without the position: what closing it frees, before what
    /// closing costs; negative for a hedge. Nil where the position is left out and nothing bounds
    /// its loss.
    public let freedByClosingUSD: Double?
    /// Tied up by an account that holds the position and nothing else; nil as above.
    public let standaloneUSD: Double?
  }

  /// The figures and everything that led to them.
  public let explanation: MarginExplanation
  /// What the model made of the market.
  public let frame: RiskFrame
  /// What ties the equity up; the parts add up to `tiedUpUSD`.
  public let components: [TiedUpComponent]
  /// Each position in the order of the portfolio; empty beyond `ModelComparison.positionsMax`.
  public let positions: [PositionEffect]
  /// Tied up by an account that holds the positions and no balances.
  public let positionsOnlyUSD: Double
  /// Sum over the positions of what each ties up alone; nil beyond `ModelComparison.positionsMax`.
  public let standaloneSumUSD: Double?

  /// The model's name.
  public var name: String { explanation.modelName }
  /// Full equity less initial excess.
  public var tiedUpUSD: Double { explanation.tiedUpUSD }
  /// What the positions tie up less together than alone; negative where together they need more.
  public var nettingBenefitUSD: Double? { standaloneSumUSD.map { $0 - positionsOnlyUSD } }
  /// Whether the model could margin everything.
  public var isComplete: Bool { explanation.isComplete }

  init(
    _ explanation: MarginExplanation, _ divided: DividedAccounts.TiedUp, of portfolio: Portfolio,
    universe: InstrumentUniverse, frame: RiskFrame
  ) {
    self.explanation = explanation
    self.frame = frame
    components = explanation.tiedUpComponents
    positionsOnlyUSD = divided.positionsOnly
    // Summed in the order of the instruments, so that the order of the portfolio changes no bit.
    standaloneSumUSD = divided.standalone.map { $0.reduce(0, +) }
    guard let standalone = divided.standalone, let without = divided.without else {
      positions = []
      return
    }
    let tiedUp = explanation.tiedUpUSD
    var effects = [PositionEffect?](repeating: nil, count: portfolio.positions.count)
    for (order, place) in divided.places.enumerated() {
      let position = portfolio.positions[place]
      let isBounded = frame.bounds(position, in: universe)
      effects[place] = PositionEffect(
        instrument: position.instrument,
        freedByClosingUSD: isBounded ? tiedUp - without[order] : nil,
        standaloneUSD: isBounded ? standalone[order] : nil)
    }
    positions = effects.compactMap(\.self)
  }
}

extension RiskFrame {
  /// Whether the model margins a position or a charge bounds it.
  fileprivate func bounds(_ position: Position, in universe: InstrumentUniverse) -> Bool {
    guard let index = universe.index(of: position.instrument), isLeftOut(index) else { return true }
    return leftOutCharge(index, quantity: position.quantity.doubleValue) != nil
  }
}
