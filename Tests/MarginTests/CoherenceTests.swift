import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("Coherence of the margin models") struct CoherenceTests {
  /// Books judged for each model and property.
  static let bookCount = 400
  static let snapshot = Result { try SyntheticMarket().snapshot() }

  static func declared(
    _ property: CoherenceProperty, of model: String
  ) throws -> CoherenceExpectation {
    try #require(
      CoherenceDeclarations.byModel[model]?[property],
      "\(model) has no declaration for: \(property.rawValue)")
  }

  @Test("every model of the catalogue is declared, and nothing else")
  func complete() {
    #expect(Set(CoherenceDeclarations.byModel.keys) == Set(MarginModelCatalogue.names))
    for (model, table) in CoherenceDeclarations.byModel {
      #expect(Set(table.keys) == Set(CoherenceProperty.allCases), "\(model)")
    }
  }

  @Test(
    "what is declared to hold holds for random books", arguments: MarginModelCatalogue.names,
    CoherenceProperty.allCases)
  func holds(_ name: String, _ property: CoherenceProperty) throws {
    let expectation = try Self.declared(property, of: name)
    if case .fails = expectation { return }
    let seed: UInt64 = 20_260_314
    print("coherence of \(name), \(property.rawValue): seed \(seed)")
    let model = try catalogued(name)
    let snapshot = try Self.snapshot.get()
    let covered = try model.covered(try SyntheticMarket().instruments, in: snapshot)
    try #require(covered.count > 50, "\(name) covers \(covered.count) instruments")
    let perpetuals = try covered.filter { $0.product == .perpetual }.map { perpetual in
      try Portfolio(
        positions: [Position(instrument: perpetual, quantity: .one)], balances: [])
    }
    let units = try perpetuals.flatMap {
      try model.explanation(of: $0, in: snapshot).buckets.map(\.unit)
    }
    var books = GeneratedBooks(
      seed: seed, instruments: covered,
      isCountedInDollars: units.contains(.usd))
    for index in 0..<Self.bookCount {
      let accounts = try property.accounts(&books)
      let measured = try model.measured(accounts, in: snapshot)
      #expect(measured.allSatisfy { $0.figures.isComplete }, "book \(index)")
      let breach = property.breach(measured, exempt: expectation.exempt)
      guard breach > property.tolerance(measured) else { continue }
      Issue.record(
        """
        \(name), book \(index) of seed \(seed): "\(property.rawValue)" is broken by \(breach) USD.
        \(accounts.map { $0.told }.joined(separator: "\n"))
        tied up: \(measured.map(\.tiedUp)), core: \(measured.map(\.core))
        """)
      return
    }
  }

  @Test(
    "what is declared not to hold is broken by its counterexample",
    arguments: MarginModelCatalogue.names, CoherenceProperty.allCases)
  func counterexamples(_ name: String, _ property: CoherenceProperty) throws {
    let expectation = try Self.declared(property, of: name)
    let model = try catalogued(name)
    var broken: Set<String> = []
    for example in expectation.counterexamples {
      let measured = try model.measured(
        try property.accounts(of: example), in: try Self.snapshot.get())
      #expect(measured.allSatisfy { $0.figures.isComplete })
      let breach = property.breach(measured, exempt: [])
      #expect(breach > 1, "\(name): \(property.rawValue) is broken by \(breach) USD only")
      for component in expectation.exempt {
        let others = Set(measured.flatMap(\.components.keys)).subtracting([component])
        if property.breach(measured, exempt: others) > 1 { broken.insert(component) }
      }
    }
    #expect(broken == expectation.exempt, "\(name): \(property.rawValue)")
  }
}

extension CoherenceProperty {
  /// The accounts of a counterexample.
  func accounts(of example: CoherenceCounterexample) throws -> [Portfolio] {
    let books = try example.books.map { holdings in
      try book(holdings.map { (name: $0.name, quantity: $0.quantity) })
    }
    switch self {
    case .hedge: return [books[0], try books[0].joined(books[1])]
    case .splitting: return [try books[0].joined(books[1]), books[0], books[1]]
    case .scaling: return [books[0], try books[0].scaled(3), try books[0].scaled(1, over: 4)]
    case .longOnly, .permuting, .closing: return books
    }
  }
}

extension Portfolio {
  /// The book in one line, for a failing test.
  var told: String {
    let held = positions.map { "\($0.quantity) \($0.instrument)" }
    return (held + balances.map { "\($0.amount) \($0.asset)" }).joined(separator: ", ")
  }
}
