/// What is declared of one model and one property.
enum CoherenceExpectation: Sendable {
  /// Holds for every book.
  case holds
  /// Holds for every component but these, each shown by one of the counterexamples.
  case holdsExcept(Set<String>, because: String, shownBy: [CoherenceCounterexample])
  /// Does not hold, as the counterexample shows.
  case fails(because: String, shownBy: CoherenceCounterexample)

  /// Why it does not hold; nil where it does.
  var reason: String? {
    switch self {
    case .holds: nil
    case .holdsExcept(_, let because, _), .fails(let because, _): because
    }
  }

  /// Components that the property does not hold for.
  var exempt: Set<String> {
    if case .holdsExcept(let names, _, _) = self { names } else { [] }
  }

  var counterexamples: [CoherenceCounterexample] {
    switch self {
    case .holds: []
    case .holdsExcept(_, _, let examples): examples
    case .fails(_, let example): [example]
    }
  }
}

/// The smallest books known that break a property, by Deribit's names in `SyntheticMarket`.
///
/// Hedge: the book, what is added. Splitting: the two parts. Scaling and bought options: the book.
/// Closing: the whole, what is left.
struct CoherenceCounterexample: Sendable {
  let books: [[Holding]]

  struct Holding: Sendable {
    let name: String
    let quantity: String
  }

  init(_ books: [(name: String, quantity: String)]...) {
    self.books = books.map { $0.map { Holding(name: $0.name, quantity: $0.quantity) } }
  }
}

/// The declared expectations: every model of the catalogue needs a line.
enum CoherenceDeclarations {
  typealias Table = [CoherenceProperty: CoherenceExpectation]

  static let byModel: [String: Table] = [
    "deribit": extendedMatrix, "deribit-2024-06": extendedMatrix,
    "deribit-classic-2021": classic(splitting: .holds),
    "deribit-classic-2019": classic(splitting: offsettingFutures),
    "deribit-classic-2018": classic(splitting: offsettingFutures),
    "deribit-classic-2017": classic(splitting: offsettingFutures),
    "isolated": positionByPosition, "cross": positionByPosition,
    "derive-standard": standardManager, "derive": secondManager,
    "derive-pmrm": firstManager, "dynamic": dynamic,
  ]

  /// Deribit's extended risk matrix.
  private static let extendedMatrix: Table = [
    .hedge: .holds,
    .splitting: .fails(
      because: "The delta shock grows with the square of a large delta, each account has its own "
        + "dampener of the extended table, and bought options apart are capped at their value.",
      shownBy: .init([("BTC-PERPETUAL", "35000000")], [("BTC-PERPETUAL", "35000000")])),
    .scaling: .holdsExcept(
      ["scenario_loss", "delta_shock"],
      because: "The dampener of the extended table is a fixed allowance in US dollars, and the "
        + "delta shock begins at a threshold.",
      shownBy: [
        .init([("BTC-27MAR26-90000-C", "-300"), ("BTC-27MAR26-60000-P", "-300")]),
        .init([("BTC-PERPETUAL", "35000000")]),
      ]),
    .longOnly: .holds, .permuting: .holds, .closing: .holds,
  ]

  private static let offsettingFutures = CoherenceExpectation.fails(
    because: "The charge on futures that offset each other between expiries is taken on the "
      + "smaller side, which is nothing in two accounts that hold one side each.",
    shownBy: .init(
      [("BTC-27MAR26-70000-C", "-70"), ("BTC-25DEC26", "100000")], [("BTC-PERPETUAL", "-50000")]))

  /// The dynamic model.
  private static let dynamic: Table = [
    .hedge: .holds, .splitting: offsettingFutures,
    .scaling: .holdsExcept(
      ["liquidity_charge"],
      because: "What closing costs grows faster than the size that is closed.",
      shownBy: [.init([("BTC-PERPETUAL", "35000000")])]),
    .longOnly: .holds, .permuting: .holds,
    .closing: .fails(
      because: "Coins net: the only position in a coin can be a hedge of another coin.",
      shownBy: .init(
        [("BTC-PERPETUAL", "700000"), ("ETH-PERPETUAL", "-500000")], [("BTC-PERPETUAL", "700000")])
    ),
  ]

  private static func classic(splitting: CoherenceExpectation) -> Table {
    [
      .hedge: .holds, .splitting: splitting, .scaling: .holds,
      .longOnly: .fails(
        because: "The worst loss times the initial ratio, and the charges, are not capped at what "
          + "bought options are worth.",
        shownBy: .init([("BTC-27MAR26-80000-C", "1")])),
      .permuting: .holds, .closing: .holds,
    ]
  }

  private static let positionByPosition: Table = [
    .hedge: .fails(
      because: "Nothing nets: a hedge in another instrument is one more position with its own "
        + "requirement. Only the same instrument nets.",
      shownBy: .init(
        [("BTC-27MAR26-80000-C", "1")], [("BTC-27MAR26-80000-P", "-1"), ("BTC-27MAR26", "-80000")])
    ),
    .splitting: .fails(
      because: "The rate on a future rises with the size of the position.",
      shownBy: .init([("BTC-PERPETUAL", "700000")], [("BTC-PERPETUAL", "700000")])),
    .scaling: .holdsExcept(
      ["position_rates"],
      because: "The rate on a future rises with the size of the position.",
      shownBy: [.init([("BTC-PERPETUAL", "700000")])]),
    .longOnly: .holds, .permuting: .holds, .closing: .holds,
  ]

  /// Derive's standard manager.
  private static let standardManager: Table = [
    .hedge: .fails(
      because: "Options net within an expiry alone, and with no future: a synthetic hedge is one "
        + "more future with its own requirement.",
      shownBy: .init(
        [("BTC_USDC-27MAR26-80000-C", "1")],
        [("BTC_USDC-27MAR26-80000-P", "-1"), ("BTC_USDC-27MAR26", "-1")])),
    .splitting: .fails(
      because:
        "One rule holds for a whole expiry: beside a naked call, which costs least by its own "
        + "rate, a spread is no longer bounded by its largest loss.",
      shownBy: .init(
        [("BTC_USDC-27MAR26-90000-C", "-1")],
        [("BTC_USDC-27MAR26-70000-C", "-1"), ("BTC_USDC-27MAR26-75000-C", "1")])), .scaling: .holds,
    .longOnly: .holds, .permuting: .holds,
    .closing: .holds,
  ]

  /// Derive's second portfolio manager.
  private static let secondManager: Table = [
    .hedge: .fails(
      because: "The factor on what an expiry is worth holds for its options and not for the future "
        + "that hedges them.",
      shownBy: .init(
        [("BTC_USDC-24APR26-50000-P", "1")],
        [("BTC_USDC-24APR26-50000-C", "-1"), ("BTC_USDC-24APR26", "1")])),
    .splitting: .holds, .scaling: .holds,
    .longOnly: .fails(
      because: "A skew scenario counts what an expiry gains as a loss, so options far out of the "
        + "money can lose more than they are worth.",
      shownBy: .init([("BTC_USDC-27MAR26-50000-P", "100")])),
    .permuting: .holds, .closing: .holds,
  ]

  /// Derive's first portfolio manager.
  private static let firstManager: Table = [
    .hedge: .fails(
      because: "What an expiry is worth is marked down: a synthetic hedge leaves forward less "
        + "strike standing, whose mark-down can pass the loss that it hedges.",
      shownBy: .init(
        [("BTC_USDC-27MAR26-40000-P", "-1")],
        [("BTC_USDC-27MAR26-40000-C", "1"), ("BTC_USDC-27MAR26", "-1")])),
    .splitting: .holds, .scaling: .holds,
    .longOnly: .fails(
      because: "The worst loss times the initial ratio is not capped at what bought options are "
        + "worth.",
      shownBy: .init([("BTC_USDC-26JUN26-90000-C", "1")])),
    .permuting: .holds, .closing: .holds,
  ]
}
