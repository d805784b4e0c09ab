public import SteelyardContracts

/// Where the scenarios of a model come from, one of a closed list; a model unites several.
public enum ScenarioSource: Sendable, Hashable {
  /// Price moves times volatility moves, and tail moves.
  case grid(ScenarioGrid)
  /// Scenarios written out one by one.
  case list(ScenarioList)
  /// Moves of each expiry's forward by itself: one candidate, not a scenario of the whole market.
  case basis(BasisShock)
}

extension ScenarioSource: Codable {
  private enum Key: String, CodingKey, CaseIterable { case grid, list, basis }

  /// Reads `{"grid": {...}}`: one source under its name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let name = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a scenario source has exactly one of "
            + Key.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    switch name {
    case .grid: self = .grid(try container.decode(ScenarioGrid.self, forKey: name))
    case .list: self = .list(try container.decode(ScenarioList.self, forKey: name))
    case .basis: self = .basis(try container.decode(BasisShock.self, forKey: name))
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .grid(let grid): try container.encode(grid, forKey: .grid)
    case .list(let list): try container.encode(list, forKey: .list)
    case .basis(let basis): try container.encode(basis, forKey: .basis)
    }
  }
}

/// The scenarios of all sources of a model, numbered in the order of the sources.
public struct ScenarioSet: Sendable, Hashable {
  /// Displacements of the whole market.
  public let market: [Scenario]
  /// Candidates made of displacements of one expiry at a time.
  public let basis: [BasisShock]
  /// What the P&L matrix has columns for: `market`, then a rise and a fall for each of `basis`.
  public let columns: [Scenario]
  /// The volatility cases of each column; empty for joint scenarios.
  let shocks: [VolatilityShocks]
  /// Where the columns are joint scenarios: what they move besides spot, and their horizons.
  public let joint: JointColumns?

  /// The scenarios of all sources.
  ///
  /// - Throws: `invalidInput` where a source makes no scenarios, or none displaces the market.
  public init(_ sources: [ScenarioSource]) throws(SteelyardError) {
    var market: [Scenario] = []
    var marketShocks: [VolatilityShocks] = []
    var basis: [BasisShock] = []
    var basisColumns: [Scenario] = []
    for source in sources {
      switch source {
      case .grid(let grid):
        let scenarios = try grid.scenarios()
        market += scenarios
        marketShocks += Array(repeating: grid.volatility, count: scenarios.count)
      case .list(let list):
        let scenarios = try list.resolved()
        market += scenarios
        marketShocks += Array(repeating: list.volatility, count: scenarios.count)
      case .basis(let shock):
        basis.append(shock)
        basisColumns += try shock.scenarios()
      }
    }
    guard let first = marketShocks.first else {
      throw SteelyardError(
        .invalidInput, "No source displaces the market.",
        remedy: "Give at least one grid or list.",
        subject: .place(file: "scenario sources", row: nil, field: nil))
    }
    self.market = market
    self.basis = basis
    columns = market + basisColumns
    // A basis move leaves volatility as it is, so any shocks serve.
    shocks = marketShocks + Array(repeating: first, count: basisColumns.count)
    joint = nil
  }

  /// Joint scenarios as one underlying sees them.
  public init(_ joint: JointColumns) {
    market = joint.scenarios
    basis = []
    columns = joint.scenarios
    shocks = []
    self.joint = joint
  }

  /// The columns in the P&L matrix of one of `basis`: where the forward rises, and where it falls.
  public func basisColumns(_ index: Int) -> (rise: Int, fall: Int) {
    (market.count + 2 * index, market.count + 2 * index + 1)
  }
}
