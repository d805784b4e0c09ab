import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Continuity of requirement and counted equity in size") struct ContinuityTests {
  /// A figure may change by so many times the notional that a step adds, at most.
  ///
  /// A short call's loss at the far end of a table is several times its notional; rates that rise
  /// with size reach 50 % of a position of 10,000 coins, and twice that at the margin.
  static let slopeMax = 20.0
  /// What rounding to nine decimals of a coin may do, in US dollars, with room.
  static let roundingUSD = 1e-2
  static let halvings = 44

  /// One figure of one walk that jumps, by name, and why; nothing else may.
  struct Jump: Sendable, Hashable {
    let model: String
    let walk: Walk
    let because: String
  }

  /// What is walked.
  enum Walk: String, CaseIterable, Sendable {
    case perpetual, future, call, put, farCall
    /// A perpetual beside nothing but bought options.
    case perpetualBesideBoughtOptions
    case coin, stablecoin, unlistedAsset

    /// For people.
    var told: String {
      switch self {
      case .farCall: "a call far out of the money"
      case .perpetualBesideBoughtOptions: "a perpetual beside bought options"
      case .unlistedAsset: "a balance of an asset that is not listed"
      case .coin: "a balance of the coin"
      case .stablecoin: "a balance of USDC"
      default: "a \(rawValue)"
      }
    }
  }

  static let jumps: [Jump] = ["deribit", "deribit-2024-06"].map { model in
    Jump(
      model: model, walk: .perpetualBesideBoughtOptions,
      because: "The cap at the value of bought options ends where anything else is held.")
  }

  @Test(
    "no figure jumps, however fine the step", arguments: MarginModelCatalogue.names, Walk.allCases)
  func continuous(_ name: String, _ walk: Walk) throws {
    let model = try catalogued(name)
    var market = try SyntheticMarket()
    market.spotUSD[try Currency("SOL")] = 150
    let snapshot = try market.snapshot()
    let covered = try model.covered(market.instruments, in: snapshot)
    let path = try ContinuityPath(walk, covered: covered)
    let isDeclared = Self.jumps.contains { $0.model == name && $0.walk == walk }
    var found: [String] = []
    for underlying in path.underlyings {
      let steps = try path.steps(underlying, market)
      found += try jumps(in: steps, of: model, snapshot).map { "\(underlying): \($0)" }
    }
    if isDeclared {
      #expect(!found.isEmpty, "\(name): the declared jump of \(walk.rawValue) is not there")
    } else {
      #expect(found.isEmpty, "\(name), \(walk.rawValue)")
    }
  }

  /// Halves every interval towards the half that changes more, until a jump is all that is left.
  private func jumps(
    in steps: ContinuityPath.Steps, of model: any MarginModel, _ snapshot: MarketSnapshot
  ) throws -> [String] {
    let grid = steps.grid
    var found: [String] = []
    let figures: [(String, (AccountFigures) -> Double)] = [
      ("initial margin", \.initialMargin), ("maintenance margin", \.maintenanceMargin),
      ("initial counted equity", \.initialCountedEquity),
      ("maintenance counted equity", \.maintenanceCountedEquity),
    ]
    for (label, figure) in figures {
      var intervals = zip(grid, grid.dropFirst()).map { ($0, $1) }
      var values = try values(grid, steps, model, snapshot, figure)
      var ends = zip(values, values.dropFirst()).map { ($0, $1) }
      for _ in 0..<Self.halvings {
        let middles = intervals.map { $0 + ($1 - $0) / 2 }
        values = try self.values(middles, steps, model, snapshot, figure)
        for index in intervals.indices {
          let (low, high) = ends[index]
          if abs(values[index] - low) > abs(high - values[index]) {
            intervals[index].1 = middles[index]
            ends[index].1 = values[index]
          } else {
            intervals[index].0 = middles[index]
            ends[index].0 = values[index]
          }
        }
      }
      for (interval, end) in zip(intervals, ends) {
        let step = Double(interval.1 - interval.0) / Double(Amount.unitsPerOne)
        let bound = Self.slopeMax * step * steps.notionalUSD + Self.roundingUSD
        if abs(end.1 - end.0) > bound {
          found.append(
            "\(label) goes from \(end.0) to \(end.1) at size \(Amount(units: interval.0))")
        }
      }
    }
    return found
  }

  private func values(
    _ sizes: [Int128], _ steps: ContinuityPath.Steps, _ model: any MarginModel,
    _ snapshot: MarketSnapshot, _ figure: (AccountFigures) -> Double
  ) throws -> [Double] {
    try model.figures(
      of: try sizes.map { try steps.book(Amount(units: $0)) }, in: snapshot, level: .detected
    ).map(figure)
  }
}

/// A walk along the size of one position or balance.
struct ContinuityPath {
  /// Books by size.
  struct Steps {
    /// Sizes between which jumps are looked for, in units of `Amount`.
    let grid: [Int128]
    /// US dollars of notional for one of size.
    let notionalUSD: Double
    /// The book at a size.
    let book: (Amount) throws -> Portfolio
  }

  let walk: ContinuityTests.Walk
  let covered: [Instrument]

  init(_ walk: ContinuityTests.Walk, covered: [Instrument]) throws {
    self.walk = walk
    self.covered = covered
  }

  /// The underlyings that are walked; balances are walked once.
  var underlyings: [Underlying] {
    let all = Set(covered.map(\.underlying)).sorted()
    switch walk {
    case .coin, .stablecoin, .unlistedAsset: return Array(all.prefix(1))
    case .future:
      // Not every venue lists dated futures.
      return all.filter { underlying in covered.contains { $0.isDatedFuture(of: underlying) } }
    default: return all
    }
  }

  /// Sizes from 1e-6 to 10,000 coins, both signs, and the rest of the book.
  func steps(_ underlying: Underlying, _ market: SyntheticMarket) throws -> Steps {
    let index = market.spotUSD[underlying.base] ?? 0
    switch walk {
    case .coin:
      return balance(underlying.base, index, try Portfolio(positions: [], balances: []))
    case .stablecoin:
      return balance(.usdc, 1, try Portfolio(positions: [], balances: []))
    case .unlistedAsset:
      return balance(try Currency("SOL"), 150, try Portfolio(positions: [], balances: []))
    case .perpetualBesideBoughtOptions:
      // Far out of the money, where charges alone pass the value.
      let calls = covered.filter {
        $0.underlying == underlying && $0.optionTerms?.right == .call
          && $0.strike.doubleValue > 1.2 * index
      }
      return position(
        try walked(underlying), index,
        try Portfolio(
          positions: calls.prefix(3).map { Position(instrument: $0, quantity: Amount(20)) },
          balances: []))
    default:
      // Beside an option of each side, so that the book is never bought options alone.
      let options = covered.filter { $0.underlying == underlying && $0.isOption }.suffix(30)
      return position(
        try walked(underlying), index,
        try Portfolio(
          positions: options.prefix(2).enumerated().map { place, instrument in
            Position(instrument: instrument, quantity: Amount(place == 0 ? 3 : -2))
          }, balances: []))
    }
  }

  private func walked(_ underlying: Underlying) throws -> Instrument {
    let listed = covered.filter { $0.underlying == underlying }
    let calls = listed.filter { $0.optionTerms?.right == .call }
    let instrument: Instrument? =
      switch walk {
      case .future: listed.first { $0.isDatedFuture(of: underlying) }
      case .call: calls[calls.count / 8]
      case .farCall: calls.max { $0.strike < $1.strike }
      case .put: listed.first { $0.optionTerms?.right == .put }
      default: listed.first { $0.product == .perpetual }
      }
    return try #require(instrument)
  }

  private func position(_ instrument: Instrument, _ index: Double, _ rest: Portfolio) -> Steps {
    let isInverseFuture = !instrument.isOption && instrument.underlying.isInverse
    return Steps(
      grid: Self.grid(isInverseFuture ? Int128(index) : 1),
      notionalUSD: isInverseFuture ? 1 : index
    ) { size in
      try rest.joined(
        Portfolio(
          positions: [Position(instrument: instrument, quantity: size)], balances: []))
    }
  }

  private func balance(_ asset: Currency, _ price: Double, _ rest: Portfolio) -> Steps {
    // Balances are walked to 1e9 dollars: caps and tiers lie far out.
    Steps(grid: Self.grid(Int128(100_000 / price)), notionalUSD: price) { size in
      try Portfolio(positions: rest.positions, balances: [AssetBalance(asset: asset, amount: size)])
    }
  }

  /// Sizes spread evenly in their logarithm, to both sides of zero.
  private static func grid(_ scale: Int128) -> [Int128] {
    var positive: [Int128] = [Amount.unitsPerOne / 1_000_000]
    while let last = positive.last, last < 10_000 * Amount.unitsPerOne {
      positive.append(last + last / 5 + 1)
    }
    let scaled = positive.map { $0 * max(scale, 1) }
    return scaled.reversed().map { -$0 } + [0] + scaled
  }
}

extension Instrument {
  fileprivate func isDatedFuture(of underlying: Underlying) -> Bool {
    if case .future = product { return self.underlying == underlying }
    return false
  }

  fileprivate var strike: Amount { optionTerms?.strike ?? .zero }
}
