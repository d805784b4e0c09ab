import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// Requirements of venues from their positions, each by the venue's own margin model.
enum PlacementBooks {
  /// Puts a requirement in the place of every book.
  ///
  /// - Returns: Remarks for people.
  /// - Throws: `notApplicable` for a market without books; what is wrong with a book or the market.
  static func evaluate(
    _ problem: inout PlacementProblem, _ arguments: ParsedArguments
  ) throws(SteelyardError) -> [String] {
    let places = problem.locations.indices.filter { problem.locations[$0].book != nil }
    if places.isEmpty, !(try arguments.values(MarketOptions.market)).isEmpty {
      throw SteelyardError(
        .notApplicable, "--market: no place has a book, so no market is needed.",
        remedy: "Leave --market out, or give a venue book in place of requirement.")
    }
    var notes: [String] = []
    for place in places {
      guard let book = problem.locations[place].book else { continue }
      let name = problem.locations[place].name
      Progress.stage("margin of \(name)")
      let evaluator = try evaluator(book, name, arguments)
      let requirement = try PlacementProblem.Requirement(of: evaluator, in: problem.scenarios)
      problem.locations[place].requirement = requirement
      problem.locations[place].book = nil
      notes.append(
        "\(name) needs \(hundredths(requirement.amount)) USD for \(book.positions) under \(book.model): "
          + "initial margin now, maintenance margin in scenarios, less what the positions count for."
      )
    }
    return notes
  }

  private static func evaluator(
    _ book: PlacementProblem.Book, _ name: String, _ arguments: ParsedArguments
  ) throws(SteelyardError) -> StressEvaluator {
    let read = try AccountBook(arguments, positions: book.positions)
    guard read.portfolio.balances.allSatisfy(\.amount.isZero) else {
      throw SteelyardError(
        .notApplicable, "\(book.positions) has balances.",
        remedy: "Leave them out: what is at \(name) stands in its holdings.",
        subject: .place(file: book.positions, row: nil, field: nil))
    }
    let model = try MarginModelCatalogue.model(named: book.model, parameters: nil, state: nil)
    let batch = try PortfolioBatch(read.portfolio)
    let snapshot = read.market.snapshot
    var fitted = FittedSurfaces(
      for: batch.universe.instruments, source: model.surfaceSource, in: snapshot,
      progress: { Progress.stage($0) })
    fitted.addBands(for: batch.universe.instruments, under: [model], in: snapshot)
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: fitted.surfaces, level: .detected)
    try read.refuseMistakes(batch.universe, in: [frame], fitted.failures)
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else {
      throw SteelyardError(
        .unsupported, "The catalogue has no dynamic model.", remedy: "Use the model dynamic.")
    }
    return try StressEvaluator(
      WalkBook(portfolio: read.portfolio, stated: []), model, snapshot,
      surfaces: fitted.surfaces, response: try StressResponse(specification), level: .detected)
  }

  private static func hundredths(_ value: Double) -> String {
    let whole = Int((abs(value) * 100).rounded())
    return "\(value < 0 ? "-" : "")\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}
