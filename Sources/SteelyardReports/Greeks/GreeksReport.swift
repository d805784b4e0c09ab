public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `greeks`: sensitivities by position, expiry and underlying, net and gross.
public struct GreeksReport: Report {
  let explanation: MarginExplanation
  let names: PositionNames
  let notes: [String]
  /// What could not be read or priced.
  public let failures: [SteelyardError]
  let unreadableCount: Int

  /// A report on one account.
  ///
  /// - Parameters:
  ///   - explanation: What any model found; only positions, balances and data are used.
  ///   - naming: How instruments are named.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading.
  public init(
    explanation: MarginExplanation, naming: InstrumentNaming = .deribit, notes: [String] = [],
    readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) {
    self.explanation = explanation
    names = PositionNames(naming)
    self.notes = notes
    failures = readingFailures + explanation.failures
    self.unreadableCount = unreadableCount
  }

  /// Whether nothing was left out.
  public var isComplete: Bool {
    unreadableCount == 0 && explanation.positions.allSatisfy { $0.priced != nil }
  }
}
