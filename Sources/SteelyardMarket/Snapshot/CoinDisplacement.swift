/// How one coin's prices are imagined to differ from what was observed.
public struct CoinDisplacement: Sendable, Hashable {
  /// What a perpetual does besides following its index.
  public enum PerpetualMove: Sendable, Hashable {
    /// It moves by so much beyond its index, relative, > -1.
    case move(Double)
    /// It ends so far above its index, whatever its premium is now; > -1, -0.01 is 1 % below.
    case premium(Double)

    /// It follows its index.
    public static let none = PerpetualMove.move(0)

    /// The number in it.
    public var value: Double {
      switch self {
      case .move(let value), .premium(let value): value
      }
    }
  }

  /// Nothing moves.
  public static let none = CoinDisplacement(spotMove: 0)

  /// The relative move of spot, > -1; -0.2 is 20 % down.
  public let spotMove: Double
  /// Change of the annualised premium of dated futures and of the forwards of options, continuously
  /// compounded: a forward is multiplied with e^(change x years).
  public let basisMove: Double
  /// What the perpetual does besides following its index.
  public let perpetual: PerpetualMove

  /// A displacement from its parts.
  public init(spotMove: Double, basisMove: Double = 0, perpetual: PerpetualMove = .none) {
    self.spotMove = spotMove
    self.basisMove = basisMove
    self.perpetual = perpetual
  }

  /// Whether nothing moves.
  public var isNone: Bool { self == .none }
}
