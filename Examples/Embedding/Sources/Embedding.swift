import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// Margin of a portfolio under a named model, computed inside another program.
///
/// Usage: `embedding MODEL MARKET [MARKET ...] POSITIONS`.
@main
struct Embedding {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count >= 3, let model = arguments.first, let positions = arguments.last else {
      print("Usage: embedding MODEL MARKET [MARKET ...] POSITIONS")
      exit(2)
    }
    do throws(SteelyardError) {
      let market = try snapshot(of: Array(arguments.dropFirst().dropLast()))
      let portfolio = try portfolio(in: positions)
      show(try margin(of: portfolio, in: market, by: model))
    } catch {
      print(error)
      exit(2)
    }
  }

  /// One snapshot out of market files of any accepted format.
  static func snapshot(of paths: [String]) throws(SteelyardError) -> MarketSnapshot {
    // No explicit time: the snapshot stands at its latest row, and older rows are welcome.
    var builder = MarketSnapshotBuilder(
      time: nil, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    for path in paths {
      let file = try MarketFile.read(InputFile(path: path))
      if let problem = file.problems.first { throw problem }
      try builder.add(file.observations)
      try builder.add(file.expiries)
      try builder.add(file.indices)
      try builder.add(file.assetPrices)
    }
    let outcome = try builder.build()
    for problem in outcome.problems { print("left out: \(problem)") }
    return outcome.snapshot
  }

  /// Positions and balances of a file of any accepted format.
  static func portfolio(in path: String) throws(SteelyardError) -> Portfolio {
    let file = try PortfolioFile.read(InputFile(path: path))
    if let problem = file.problems.first { throw problem }
    return try file.portfolio()
  }

  /// The explained margin of one account.
  ///
  /// A program with many accounts adds them to one batch, makes one frame for each snapshot, and
  /// asks the model for the `figures` of all of them at once.
  static func margin(
    of portfolio: Portfolio, in snapshot: MarketSnapshot, by name: String
  ) throws(SteelyardError) -> MarginExplanation {
    let model = try MarginModelCatalogue.model(named: name, parameters: nil)
    let batch = try PortfolioBatch(portfolio)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .detected)
    return model.explanation(of: 0, in: batch, frame: frame)
  }

  static func show(_ margin: MarginExplanation) {
    print("\(margin.modelName), parameters \(margin.provenance.name), market of \(margin.time)")
    let figures = margin.figures
    print("initial margin \(figures.initialMargin.cents) USD")
    print("maintenance margin \(figures.maintenanceMargin.cents) USD")
    print("equity \(figures.equity.cents) USD, counted \(figures.initialCountedEquity.cents) USD")
    print("level \(margin.health.rawValue)")
    for bucket in margin.buckets {
      let worst = bucket.outcomes[bucket.worstIndex]
      let usd = bucket.usdPerUnit
      print("\(bucket.name): worst is \(worst.scenario.label), \((worst.profit * usd).cents) USD")
      for (instrument, profit) in zip(bucket.instruments, worst.contributions) {
        print("  \(instrument): \((profit * usd).cents) USD")
      }
    }
    for charge in margin.charges {
      print(
        "\(charge.name), \(charge.appliesTo.rawValue): \(charge.amountUSD.cents) USD; \(charge.why)"
      )
    }
    for position in margin.positions {
      guard let own = position.standardMarginUSD else { continue }
      print("\(position.instrument): \(own.initial.cents) and \(own.maintenance.cents) USD")
      print("  \(position.why)")
    }
    for failure in margin.failures { print("not covered: \(failure)") }
  }
}

extension Double {
  /// Rounded to cents, for people.
  fileprivate var cents: Double { (self * 100).rounded() / 100 }
}
