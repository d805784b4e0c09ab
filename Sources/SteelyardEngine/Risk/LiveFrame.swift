public import SteelyardContracts
public import SteelyardFeeds
public import SteelyardLedger
public import SteelyardMargin
public import SteelyardMarket

/// What every live answer stands on: one market, the models in force, and the risk frame of each; immutable,
/// numbered.
///
/// Classes, because each question hands frame and slot on several times, and a copy of all their columns counts a
/// reference for each of them.
public final class LiveFrame: Sendable {
  /// One model on the market.
  public final class Slot: Sendable {
    /// The model.
    public let model: any MarginModel
    /// Its frame over the universe.
    public let frame: RiskFrame

    init(model: any MarginModel, frame: RiskFrame) {
      self.model = model
      self.frame = frame
    }
  }

  /// The number: one more than the frame before it, restarts included.
  public let number: UInt64
  /// When it was made.
  public let time: Timestamp
  /// The same as text, which stands in every answer on the frame.
  package let timeText: String
  /// The market as the board gave it.
  public let board: BoardSnapshot
  /// The instruments it covers.
  public let universe: InstrumentUniverse
  /// The fitted surfaces, where a model or a reader needs them.
  public let surfaces: [Underlying: VolatilitySurface]
  /// Which version of the governed parameters it stands on.
  public let parameters: UInt64
  private let slots: [MarginMode: Slot]

  init(
    number: UInt64, time: Timestamp, board: BoardSnapshot, universe: InstrumentUniverse,
    surfaces: [Underlying: VolatilitySurface], parameters: UInt64, slots: [MarginMode: Slot]
  ) {
    self.number = number
    self.time = time
    timeText = time.description
    self.board = board
    self.universe = universe
    self.surfaces = surfaces
    self.parameters = parameters
    self.slots = slots
  }

  /// The model and frame of a margin mode.
  public subscript(mode: MarginMode) -> Slot? { slots[mode] }

  /// What the worst oracle among the prices of a portfolio permits.
  ///
  /// An asset or contract without a price is halted.
  public func effects(of portfolio: Portfolio) -> OracleState {
    var worst = OracleState.fresh
    var last: Underlying?
    for position in portfolio.positions {
      let underlying = position.instrument.underlying
      // Positions of one underlying mostly stand together.
      guard underlying != last else { continue }
      last = underlying
      worst = max(worst, board.standings[underlying]?.state ?? .halted)
    }
    for balance in portfolio.balances { worst = max(worst, board.state(of: balance.asset)) }
    return worst
  }
}
