public import SteelyardContracts

/// What a hedge may be made with: a listed instrument, or a leveraged token.
public enum HedgeInstrument: Sendable, Hashable {
  /// Spot, perpetual, future or option.
  case listed(Instrument)
  /// A token of a multiple of a coin's return, in units of a US dollar.
  case token(LeveragedToken)

  /// The coin that it moves with.
  public var coin: Currency {
    switch self {
    case .listed(let instrument): instrument.underlying.base
    case .token(let token): token.coin
    }
  }

  /// The instrument; nil for a token.
  public var instrument: Instrument? {
    if case .listed(let instrument) = self { instrument } else { nil }
  }
}
