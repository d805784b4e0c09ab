public import SteelyardContracts
public import SteelyardMargin
import SteelyardMarket
public import SteelyardPricing

/// Walks through history: each day every book is struck anew, margined with what was known, frozen,
/// and held over the horizon.
public struct MarginBacktest: Sendable {
  /// Level of the value-at-risk layer that coverage tests look at.
  public static let coverageLevel = 0.99

  /// The books.
  public let books: [BacktestBook]
  /// The history.
  public let history: BacktestHistory
  /// What makes the dynamic model's states.
  public let calibrator: Calibrator
  /// What makes the states of models to compare with that keep one.
  public let rivals: [Calibrator]
  /// Models to compare with that keep none.
  public let others: [any MarginModel]
  /// The kernel level of every number.
  public let level: KernelLevel
  private let market: BacktestMarket

  /// A backtest from its parts.
  public init(
    books: [BacktestBook], history: BacktestHistory, calibrator: Calibrator,
    rivals: [Calibrator], others: [any MarginModel], level: KernelLevel
  ) {
    self.books = books
    self.history = history
    self.calibrator = calibrator
    self.rivals = rivals
    self.others = others
    self.level = level
    market = BacktestMarket(history: history)
  }

  /// One day, or nil where no book could be struck.
  ///
  /// - Throws: What calibration and pricing throw.
  public func run(on day: Int) throws(SteelyardError) -> BacktestDay? {
    let margined = Set(calibrator.coins(on: day))
    guard !margined.isEmpty else { return nil }
    var struck: [(book: BacktestBook, legs: [StruckBook.Leg])] = []
    for book in books where book.coins.isSubset(of: margined) {
      guard let own = try StruckBook(book, history, on: day) else { continue }
      struck.append((book, own.legs))
    }
    guard !struck.isEmpty else { return nil }
    let snapshot = try market.snapshot(of: struck.flatMap(\.legs), on: day)
    // Each book is an account; a hedged one brings its legs as accounts of their own.
    var batch = PortfolioBatch()
    var firstLeg: [Int] = []
    for (_, legs) in struck { try batch.add(try StruckBook.portfolio(of: legs)) }
    for (book, legs) in struck {
      firstLeg.append(batch.accountCount)
      guard book.isHedged else { continue }
      for leg in legs { try batch.add(try StruckBook.portfolio(of: [leg])) }
    }
    let state = try calibrator.state(on: day, name: "backtest")
    let model = try DynamicMargin(
      calibrator.specification, state: state, stateName: "backtest")
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: level)
    let cores = model.cores(of: batch, in: frame)
    var compared = self.others
    for rival in rivals {
      compared.append(
        try DynamicMargin(
          rival.specification, state: try rival.state(on: day, name: "backtest"),
          stateName: "backtest"))
    }
    let others = try tiedUp(by: compared, batch, struck.count, in: snapshot)
    let outcomes = struck.indices.map { place in
      let (book, legs) = struck[place]
      let core = cores[place]
      let legCores = firstLeg[place]..<firstLeg[place] + (book.isHedged ? legs.count : 0)
      return BacktestDay.Outcome(
        book: book.name, loss: loss(of: legs, from: day),
        hourlyLosses: hourlyLosses(of: legs, from: day),
        dynamic: BacktestDay.Dynamic(
          valueAtRisk: core.valueAtRisk(level: MarginBacktest.coverageLevel),
          tailValueAtRisk: core.tailValueAtRisk, core: core.shortfall,
          initialMargin: core.figures.initialMargin,
          maintenanceMargin: core.figures.maintenanceMargin,
          legsCore: legCores.isEmpty
            ? core.shortfall : legCores.reduce(0) { $0 + cores[$1].shortfall }),
        others: others.compactMapValues { $0[place] })
    }
    return BacktestDay(day: history.calibration.days[day], outcomes: outcomes)
  }

  /// The loss of the frozen book, each coin over the horizon of its scenarios.
  private func loss(of legs: [StruckBook.Leg], from day: Int) -> Double? {
    var loss = 0.0
    for leg in legs {
      let days = calibrator.specification.initial.horizonDays[leg.leg.coin]
      guard let profit = market.profit(of: leg, from: day, days: max(1, Int(days.rounded()))) else {
        return nil
      }
      loss -= profit
    }
    return loss
  }

  /// The losses of the frozen book over the horizon of maintenance margin from each hour of the next
  /// day on; empty where none is known.
  private func hourlyLosses(of legs: [StruckBook.Leg], from day: Int) -> [Double?] {
    guard history.hourly != nil else { return [] }
    var losses = [Double?](repeating: 0, count: 24)
    for leg in legs {
      let hours = maintenanceHours(of: leg.leg.coin)
      let values = market.hourlyValues(of: leg, from: day, count: 24 + hours)
      for hour in losses.indices {
        guard let loss = losses[hour], let before = values[hour], let after = values[hour + hours]
        else {
          losses[hour] = nil
          continue
        }
        losses[hour] = loss + before - after
      }
      if losses.allSatisfy({ $0 == nil }) { return [] }
    }
    // Cents keep the file of a run that is resumed small.
    return losses.map { $0.map { ($0 * 100).rounded() / 100 } }
  }

  private func maintenanceHours(of coin: Currency) -> Int {
    max(1, Int((24 * calibrator.specification.maintenance.horizonDays[coin]).rounded()))
  }

  /// What other models tie up for the first accounts of a batch, nil where one cannot margin it.
  private func tiedUp(
    by others: [any MarginModel], _ batch: PortfolioBatch, _ count: Int, in snapshot: MarketSnapshot
  ) throws(SteelyardError) -> [String: [Double?]] {
    var tied: [String: [Double?]] = [:]
    for other in others {
      let frame = try other.frame(
        number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: level)
      let figures = other.figures(of: batch, in: frame)
      tied[other.name] = (0..<count).map { account in
        figures.isComplete[account]
          ? figures.equity[account] - figures.initialCountedEquity[account]
            + figures.initialMargin[account]
          : nil
      }
    }
    return tied
  }
}

extension MarginBacktest {
  /// Days of the horizon of each book, by name: the longest of its coins.
  public var strides: [String: Int] {
    let horizons = calibrator.specification.initial.horizonDays
    return Dictionary(
      books.map { book in
        (book.name, book.coins.map { max(1, Int(horizons[$0].rounded())) }.max() ?? 1)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Hours of the maintenance horizon of each book, by name: the longest of its coins.
  public var hourStrides: [String: Int] {
    Dictionary(
      books.map { book in (book.name, book.coins.map(maintenanceHours).max() ?? 1) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The level of the core's expected shortfall; 0 for another measure.
  public var tailLevel: Double {
    guard case .expectedShortfall(let level) = calibrator.specification.initial.measure else {
      return 0
    }
    return level
  }

  /// What the results stand on, for a run that is resumed: parameters, books, histories, models.
  public var identity: String {
    let history = history.calibration
    var parts = [
      "\(calibrator.specification.calibration)", "\(calibrator.specification.initial)",
      "\(calibrator.specification.maintenance)", calibrator.specification.provenance.name,
      "\(calibrator.seed)",
      books.map { $0.group == .own ? "\($0)" : $0.name }.joined(separator: ","),
      (rivals.map(\.specification.name) + others.map(\.name)).joined(separator: ","),
      "\(self.history.smile)",
    ]
    parts += history.coins.map { coin in
      "\(coin.coin):\(coin.closes.count):\(coin.closes.lazy.filter { !$0.isNaN }.reduce(0, +))"
    }
    for (coin, closes) in (self.history.hourly?.closes ?? [:]).sorted(by: { $0.key < $1.key }) {
      parts.append(
        "hourly \(coin):\(closes.count):\(closes.lazy.filter { !$0.isNaN }.reduce(0, +))")
    }
    return parts.joined(separator: "|")
  }
}
