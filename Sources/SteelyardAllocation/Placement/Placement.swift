public import SteelyardContracts

/// The cheapest placement of collateral that meets every venue's requirement and every protocol's health factor in
/// every scenario.
///
/// Minimises, a year: interest on debts by their curves, what assets would earn elsewhere, the capital rate on what is
/// pledged and does not count, and the costs of transfers spread over the horizon. Convex but for fixed costs of
/// transfers, which are chosen by trying: every subset of up to `enumeratedMax` such ways, beyond it one by one.
/// `bound` is a cost that no placement is below.
public struct Placement: Sendable {
  /// Most ways with fixed costs of which every subset is tried.
  public static let enumeratedMax = 8

  /// A limit that can hold a placement back.
  public enum Limit: Sendable, Hashable {
    /// What a venue needs in a scenario; 0 is now.
    case requirement(location: Int, scenario: Int)
    /// A protocol's least health factor in a scenario.
    case health(location: Int, scenario: Int)
    /// What may be borrowed against what is supplied.
    case loanToValue(location: Int)
    /// The most of an asset that counts or may be supplied at a place.
    case cap(location: Int, asset: Int)
    /// The most that may be owed.
    case debt(location: Int, asset: Int)
    /// The most that may go on a way.
    case transfer(Int)
  }

  /// A limit that binds.
  public struct Binding: Sendable, Hashable {
    /// Which.
    public let limit: Limit
    /// What one more dollar of it adds to the cost of a year; below 0 where more of it would save.
    public let price: Double
  }

  /// A year's cost by its parts.
  public struct Cost: Sendable, Hashable {
    /// Interest on debts.
    public let interest: Double
    /// What assets would earn where they are held freely, less what they earn.
    public let drag: Double
    /// The capital rate on what is pledged and does not count.
    public let haircut: Double
    /// Costs of transfers as a yearly rate.
    public let transfers: Double

    /// Their sum.
    public var total: Double { interest + drag + haircut + transfers }
  }

  /// How a place stands in a scenario.
  public struct Standing: Sendable, Hashable {
    /// The place, as an index.
    public let location: Int
    /// The scenario; 0 is now.
    public let scenario: Int
    /// What counts there, before and after.
    public let counted: (before: Double, after: Double)
    /// What is needed, before and after.
    public let needed: (before: Double, after: Double)

    /// By all its numbers.
    public static func == (left: Self, right: Self) -> Bool {
      left.location == right.location && left.scenario == right.scenario
        && left.counted == right.counted && left.needed == right.needed
    }

    /// By its place.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(location)
      hasher.combine(scenario)
    }
  }

  /// What was asked.
  public let problem: PlacementProblem
  /// What is where today, in US dollars; shape `[location][asset]`.
  public let before: [[Double]]
  /// What is where then.
  public let after: [[Double]]
  /// The debts, in the order of the places' markets: where, of what, before and after.
  public let debts: [Debt]
  /// What goes on each way, in US dollars.
  public let sent: [Double]
  /// What today's placement costs a year.
  public let costBefore: Cost
  /// What it costs then.
  public let cost: Cost
  /// What no placement that meets all costs less than.
  public let bound: Double
  /// Whether every subset of ways with fixed costs was tried.
  public let isExhaustive: Bool
  /// What binds, the dearest first.
  public let bindings: [Binding]
  /// Every venue and protocol in every scenario.
  public let standings: [Standing]
  /// The way there, step by step.
  public let plan: TransferPlan

  /// A debt, in US dollars.
  public struct Debt: Sendable, Hashable {
    /// The protocol, as an index.
    public let location: Int
    /// The asset.
    public let asset: Int
    /// Today.
    public let before: Double
    /// Then.
    public let after: Double
    /// The rate a year, today.
    public let rateBefore: Double
    /// The rate then.
    public let rateAfter: Double
  }

  /// Whether everything is met in the end, as far as doubles say.
  public var isFeasible: Bool { shortages.isEmpty }
  /// Where and in which scenario something is missing whatever is done.
  public var shortages: [Standing] {
    let size = max(1, before.reduce(0) { $0 + $1.reduce(0, +) })
    return standings.filter { $0.needed.after - $0.counted.after > 1e-8 * size }
  }
  /// How far above the least cost it may be, a year.
  public var gap: Double { max(0, cost.total - bound) }

  /// The best placement.
  ///
  /// - Throws: `invalidInput` for a problem that can't be; `noConvergence` where the solver gives up.
  public init(_ problem: PlacementProblem) throws(SteelyardError) {
    let figures = try PlacementFigures(problem)
    var program = PlacementProgram(figures)
    let relaxed = try program.solved()
    let fixed = figures.ways.indices.filter { figures.ways[$0].fixed > 0 }
    let found = try PlacementChoice(figures, relaxed, fixed).best(&program)
    self.problem = problem
    before = figures.held
    after = found.answer.amounts
    sent = found.answer.sent
    isExhaustive = fixed.count <= Self.enumeratedMax
    bound = min(relaxed.bound, found.answer.cost + found.fixed)
    let debtsBefore = figures.loans.map(\.market.ownDebt)
    debts = figures.loans.indices.map { place in
      let loan = figures.loans[place]
      let owed = found.answer.debts[place]
      let market = loan.market
      return Debt(
        location: loan.location, asset: loan.asset, before: market.ownDebt, after: owed,
        rateBefore: market.curve.borrowRate(at: market.debt / market.supply),
        rateAfter: market.curve.borrowRate(
          at: (market.debt + owed - market.ownDebt) / market.supply))
    }
    let today = figures.annualCost(figures.held, debtsBefore)
    costBefore = Cost(
      interest: today.interest, drag: today.drag, haircut: today.haircut, transfers: 0)
    let then = figures.annualCost(found.answer.amounts, found.answer.debts)
    let proportional = zip(figures.ways, found.answer.sent).reduce(0) {
      $0 + figures.transferCost($1.0) * $1.1
    }
    cost = Cost(
      interest: then.interest, drag: then.drag, haircut: then.haircut,
      transfers: proportional * figures.timesAYear + found.fixed)
    bindings = Placement.bindings(found.answer)
    var standings: [Standing] = []
    for location in figures.kinds.indices where figures.kinds[location] != .wallet {
      for scenario in figures.relative.indices {
        standings.append(
          Standing(
            location: location, scenario: scenario,
            counted: (
              figures.counted(location, figures.held[location], in: scenario),
              figures.counted(location, found.answer.amounts[location], in: scenario)
            ),
            needed: (
              figures.need(location, debtsBefore, in: scenario),
              figures.need(location, found.answer.debts, in: scenario)
            )))
      }
    }
    self.standings = standings
    plan = TransferPlan(figures, sent: found.answer.sent, debts: found.answer.debts)
  }

  private static func bindings(_ answer: PlacementProgram.Answer) -> [Binding] {
    var bindings = answer.limits
    for (row, price) in answer.prices where abs(price) > 1e-9 {
      switch row {
      case .requirement(let location, let scenario):
        bindings.append(
          Binding(limit: .requirement(location: location, scenario: scenario), price: price))
      case .health(let location, let scenario):
        bindings.append(
          Binding(limit: .health(location: location, scenario: scenario), price: price))
      case .loanToValue(let location):
        bindings.append(Binding(limit: .loanToValue(location: location), price: price))
      case .balance, .tangent, .counted: break
      }
    }
    // Equal prices keep the order of the rows.
    return bindings.enumerated().sorted {
      (abs($1.element.price), $0.offset) < (abs($0.element.price), $1.offset)
    }.map(\.element)
  }
}
