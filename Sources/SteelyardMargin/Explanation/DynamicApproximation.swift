public import SteelyardContracts
import SteelyardScenarios

/// The core of the dynamic model by the Greeks of the options held, beside full revaluation; in US
/// dollars.
///
/// Nothing is margined with it: it says how far delta, gamma, vega and theta explain the core.
public struct DynamicApproximation: Sendable {
  /// One scenario both ways.
  public struct Scenario: Sendable {
    /// What people call it.
    public let label: String
    /// Profit by full revaluation.
    public let full: Double
    /// Profit by the Greeks.
    public let approximated: Double
  }

  /// The contracts of one coin by themselves, both ways.
  public struct Coin: Sendable {
    /// The coin.
    public let coin: Currency
    /// Their measure by full revaluation.
    public let full: Double
    /// Their measure by the Greeks.
    public let approximated: Double
  }

  /// What one Greek adds to the core, positive where it adds risk.
  public struct Piece: Sendable {
    /// `delta`, `gamma`, `vega`, `theta`, or `rest`: what the Greeks leave unexplained.
    public let name: String
    /// Its mean loss in the tail of the full revaluation; all pieces sum to the core.
    public let shortfall: Double
  }

  /// The core by full revaluation.
  public let full: Double
  /// The core by the Greeks.
  public let approximated: Double
  /// The worst scenarios of the full revaluation, the worst first.
  public let worst: [Scenario]
  /// The scenario that the Greeks miss by most.
  public let farthest: Scenario
  /// Coins with options, by their codes.
  public let coins: [Coin]
  /// What each Greek adds.
  public let pieces: [Piece]

  /// Worst scenarios that are told.
  static let worstCount = 5
}

extension DynamicApproximation {
  /// The core of an account both ways; nil where no option is approximated.
  init?(
    _ trace: RecordingTrace.Dynamic, _ members: [(position: Int, profit: [Double])],
    labels: [String], batch: PortfolioBatch, frame: RiskFrame
  ) {
    guard
      members.contains(where: {
        batch.universe.instruments[Int(batch.instrument[$0.position])].isOption
      })
    else { return nil }
    let core = trace.columns.initial.core
    let measure = trace.columns.initial.measure.measure
    let blank = [Double](repeating: 0, count: core.columns.count)
    var approximated = Array(trace.total[core.columns])
    let total = Array(trace.total[core.columns])
    let tail = measure.tailWeights(of: total, weights: core.weights)
    // What each Greek gains in the tail; shape `[member of the tail]`.
    let none = [Double](repeating: 0, count: tail.count)
    var names = ["delta": none, "gamma": none, "vega": none, "theta": none]
    func inTail(_ profit: [Double]) -> [Double] { tail.map { profit[$0.scenario] } }
    var byCoin: [Currency: (full: [Double], approximated: [Double])] = [:]
    var optionCoins: Set<Currency> = []
    for (position, profit) in members {
      let index = Int(batch.instrument[position])
      guard let priced = frame.prices[index] else { continue }
      let underlying = priced.instrument.underlying
      guard let joint = trace.columns.coins[underlying.base] else { continue }
      let quantity = batch.quantity[position]
      let full = Array(profit[core.columns])
      byCoin[underlying.base, default: (blank, blank)].full.add(full)
      let pieces = GreekApproximation(joint).pieces(
        of: priced, usdPerQuote: frame.usdPrice(of: underlying.quote) ?? 1, in: core.columns)
      guard let pieces else {
        byCoin[underlying.base, default: (blank, blank)].approximated.add(full)
        if !priced.instrument.isOption { names["delta"]?.add(inTail(full)) }
        continue
      }
      optionCoins.insert(underlying.base)
      var own = blank
      for (name, piece) in [
        ("delta", pieces.delta), ("gamma", pieces.gamma), ("vega", pieces.vega),
        ("theta", pieces.theta),
      ] {
        let held = piece.map { quantity * $0 }
        names[name]?.add(inTail(held))
        own.add(held)
      }
      byCoin[underlying.base, default: (blank, blank)].approximated.add(own)
      for place in own.indices { approximated[place] += own[place] - full[place] }
    }
    guard !optionCoins.isEmpty else { return nil }
    // Balances move with their price and nothing else.
    names["delta"]?.add(inTail(Array(trace.balances[core.columns])))
    func scenario(_ place: Int) -> Scenario {
      Scenario(
        label: labels[core.columns.lowerBound + place], full: total[place],
        approximated: approximated[place])
    }
    full = trace.initial.core
    self.approximated = measure.worst(of: approximated, weights: core.weights).loss
    worst = Self.lowest(of: total).map(scenario)
    farthest = scenario(
      total.indices.max {
        abs(approximated[$0] - total[$0]) < abs(approximated[$1] - total[$1])
      } ?? 0)
    coins = optionCoins.sorted().map { coin in
      let own = byCoin[coin] ?? (blank, blank)
      return Coin(
        coin: coin, full: measure.worst(of: own.full, weights: core.weights).loss,
        approximated: measure.worst(of: own.approximated, weights: core.weights).loss)
    }
    let isLoss = trace.initial.core > 0
    func part(_ profit: [Double]) -> Double {
      isLoss ? zip(tail, profit).reduce(0) { $0 - $1.0.weight * $1.1 } : 0
    }
    var told = ["delta", "gamma", "vega", "theta"].map { name in
      Piece(name: name, shortfall: part(names[name] ?? none))
    }
    told.append(
      Piece(name: "rest", shortfall: full - told.reduce(0) { $0 + $1.shortfall }))
    pieces = told
  }
}

extension DynamicApproximation {
  /// The places of the lowest numbers, the lowest first, the first of equals.
  private static func lowest(of column: [Double]) -> [Int] {
    var lowest: [Int] = []
    for place in column.indices {
      let isFull = lowest.count == worstCount
      if isFull, let last = lowest.last, !(column[place] < column[last]) { continue }
      if isFull { lowest.removeLast() }
      let next = lowest.firstIndex { column[place] < column[$0] } ?? lowest.count
      lowest.insert(place, at: next)
    }
    return lowest
  }
}

extension [Double] {
  /// Adds another column.
  fileprivate mutating func add(_ other: [Double]) {
    for place in indices { self[place] += other[place] }
  }
}
