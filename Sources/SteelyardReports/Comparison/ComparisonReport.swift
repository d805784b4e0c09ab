public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `compare`: one portfolio under several margin models.
///
/// Amounts are in the report currency.
public struct ComparisonReport: Report {
  /// How much people are told of the differences; JSON always says everything.
  public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// The largest ones.
    case summary
    /// All of them.
    case explained
  }

  let comparison: ModelComparison
  let currency: Currency
  let usdPerUnit: Double
  let detail: Detail
  let names: PositionNames
  let notes: [String]
  let readingFailures: [SteelyardError]
  let unreadableCounts: [Int]

  /// A report on a comparison.
  ///
  /// - Parameters:
  ///   - comparison: What the models found.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it, finite and > 0.
  ///   - detail: How much people are told.
  ///   - naming: How instruments are named; what the grammar cannot say has Steelyard's own name.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCounts: For each model, how many position rows were left out at reading; any makes
  ///     its answer incomplete and the status a margin call at best.
  /// - Precondition: There are as many `unreadableCounts` as models.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    comparison: ModelComparison, currency: Currency, usdPerUnit: Double, detail: Detail,
    naming: InstrumentNaming = .deribit, notes: [String] = [],
    readingFailures: [SteelyardError] = [], unreadableCounts: [Int]
  ) throws(SteelyardError) {
    precondition(unreadableCounts.count == comparison.outcomes.count, "a count for each model")
    guard usdPerUnit > 0, usdPerUnit.isFinite else {
      throw SteelyardError(
        .invalidInput, "The price of the report currency \(currency) is \(usdPerUnit) USD.",
        remedy: "Give a finite price above zero.")
    }
    self.comparison = comparison
    self.currency = currency
    self.usdPerUnit = usdPerUnit
    self.detail = detail
    names = PositionNames(naming)
    self.notes = notes
    self.readingFailures = readingFailures
    self.unreadableCounts = unreadableCounts
  }

  /// The level of the account under a model, a margin call at best where rows could not be read.
  ///
  /// - Precondition: `index` is one of the models.
  public func status(of index: Int) -> HealthLevel {
    let health = comparison.outcomes[index].explanation.health
    return unreadableCounts[index] > 0 ? health.withoutBound : health
  }

  /// Whether nothing was left out under a model.
  ///
  /// - Precondition: `index` is one of the models.
  public func isComplete(_ index: Int) -> Bool {
    comparison.outcomes[index].isComplete && unreadableCounts[index] == 0
  }

  /// Tied up less what the reference ties up, in report currency; nil for the reference itself.
  func difference(_ index: Int) -> Double? {
    guard index != comparison.referenceIndex else { return nil }
    return reported(comparison.outcomes[index].tiedUpUSD - comparison.reference.tiedUpUSD)
  }

  /// `difference` as a share of what the reference ties up; nil where that is nothing.
  func differenceShare(_ index: Int) -> Double? {
    let base = comparison.reference.tiedUpUSD
    guard base > 0 else { return nil }
    return difference(index).map { $0 / reported(base) }
  }

  /// Remarks: the caller's, and what makes the models hard to compare.
  var remarks: [String] {
    var remarks = notes
    let incomplete = comparison.outcomes.indices.filter { !isComplete($0) }
      .map { comparison.outcomes[$0].name }
    if !incomplete.isEmpty {
      remarks.append(
        "Incomplete: \(incomplete.joined(separator: ", ")). What a model cannot margin is charged its "
          + "notional, a bought option nothing; see \"Left out or odd\".")
    }
    for outcome in comparison.outcomes {
      if let superseded = outcome.explanation.provenance.superseded {
        remarks.append("The parameters of \(outcome.name) are superseded: \(superseded)")
      }
    }
    if comparison.positions.count > ModelComparison.positionsMax {
      remarks.append(
        "More than \(ModelComparison.positionsMax) positions are not taken apart one by one.")
    }
    let unknown = comparison.positions.filter {
      $0.averagePrice == nil && !$0.instrument.isOption && $0.instrument.product != .spot
    }
    if !unknown.isEmpty {
      let list = unknown.map { names.name(of: $0.instrument) }.joined(separator: ", ")
      remarks.append(
        "No entry price is known of \(list): the unrealised profit or loss counts as zero, so the "
          + "balances must already contain it.")
    }
    return remarks
  }

  /// An amount in US dollars as an amount in report currency.
  func reported(_ amountUSD: Double) -> Double { amountUSD / usdPerUnit }
}
