import SteelyardLedger

/// Kinds of accounts of the demonstration, as desks have them.
enum DemoKind: String, CaseIterable, Sendable {
  /// Quotes both sides of the perpetual and holds options either way.
  case marketMaker = "maker"
  /// Holds coin and has sold the perpetual against it.
  case hedger
  /// Holds coin and has sold calls above the price.
  case coveredCall = "covered"
  /// Has sold a put below and a call above the price.
  case shortStrangle = "strangle"
  /// Holds coin, has sold the perpetual for its funding, and holds a put.
  case fundingCapture = "funding"
  /// Goes long or short with the perpetual, as far as margin lets it.
  case directional
  /// Lends dollars and coins; holds nothing else.
  case lender
  /// The same with each position on its own.
  case isolated

  /// What stands behind its positions.
  var mode: MarginMode {
    switch self {
    case .isolated: .isolated
    case .lender: .cross
    default: .portfolio
    }
  }

  /// Whether it goes on trading.
  var isActive: Bool {
    switch self {
    case .marketMaker, .directional, .shortStrangle, .isolated: true
    case .hedger, .coveredCall, .fundingCapture, .lender: false
    }
  }
}
