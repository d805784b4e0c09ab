public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin

/// The answer of `margin --what-if`: the account before, after its trades, and after the worst fills
/// of its working orders.
public struct WhatIfReport: Report {
  let result: WhatIfResult
  /// The account as it is.
  let before: MarginReport
  /// With the trades.
  let after: MarginReport
  /// With the trades and the worst fills.
  let worst: MarginReport
  let currency: Currency
  let detail: MarginReport.Detail
  let names: PositionNames
  private let callerNotes: [String]
  /// What could not be read or priced, and limits of the venue that the account is beyond in any
  /// state, each once.
  public let failures: [SteelyardError]

  /// A report on what trades and orders make of one account.
  ///
  /// - Parameters:
  ///   - result: What the model found.
  ///   - currency: The report currency.
  ///   - usdPerUnit: US dollars for one unit of it, finite and > 0.
  ///   - detail: How much people are told; JSON always says everything.
  ///   - naming: How instruments are named; what the grammar cannot say has Steelyard's own name.
  ///   - notes: Remarks for people, each a sentence.
  ///   - readingFailures: Rows left out or odd when the inputs were read.
  ///   - unreadableCount: How many position rows were left out at reading, as in `MarginReport`.
  /// - Throws: `invalidInput` where `usdPerUnit` is no price.
  public init(
    result: WhatIfResult, currency: Currency, usdPerUnit: Double, detail: MarginReport.Detail,
    naming: InstrumentNaming = .deribit, notes: [String] = [],
    readingFailures: [SteelyardError] = [], unreadableCount: Int = 0
  ) throws(SteelyardError) {
    func report(_ state: WhatIfResult.State) throws(SteelyardError) -> MarginReport {
      try MarginReport(
        explanation: state.explanation, currency: currency, usdPerUnit: usdPerUnit,
        detail: detail, naming: naming, readingFailures: readingFailures,
        unreadableCount: unreadableCount)
    }
    self.result = result
    before = try report(result.before)
    after = try report(result.after)
    worst = try report(result.worst)
    self.currency = currency
    self.detail = detail
    names = PositionNames(naming)
    callerNotes = notes
    var seen = Set<SteelyardError>()
    failures = (before.failures + after.failures + worst.failures).filter {
      seen.insert($0).inserted
    }
  }

  /// Whether nothing was left out in any state.
  public var isComplete: Bool { before.isComplete && after.isComplete && worst.isComplete }

  /// The level of the account with the trades and the worst fills of its orders.
  public var status: HealthLevel { worst.status }

  /// The states with what programs and people call them; without orders the worst is what comes
  /// after the trades, and is not told twice.
  var states: [WhatIfState] {
    let both = [
      WhatIfState(key: "before", words: "before", report: before, result.before),
      WhatIfState(key: "after", words: "after", report: after, result.after),
    ]
    guard !result.orders.isEmpty else { return both }
    return both + [WhatIfState(key: "worst", words: "worst fills", report: worst, result.worst)]
  }

  /// What people should know besides, each sentence once.
  var remarks: [String] {
    var seen = Set<String>()
    return (callerNotes + ownRemarks + before.remarks + after.remarks + worst.remarks).filter {
      seen.insert($0).inserted
    }
  }

  /// Names listed in one remark.
  private static var namesMax: Int { 10 }

  private var ownRemarks: [String] {
    var remarks: [String] = []
    let unstated = (result.trades + result.orders).filter(\.isAtMark)
    if !unstated.isEmpty {
      var seen = Set<Instrument>()
      let told = unstated.filter { seen.insert($0.instrument).inserted }
      let list = told.prefix(Self.namesMax).map { fill in
        "\(names.name(of: fill.instrument)) at \(fill.price) \(fill.instrument.priceCurrency)"
      }
      let further = told.count - list.count
      remarks.append(
        "Done at the mark, because no price is stated: \(list.joined(separator: ", "))"
          + (further > 0 ? " and \(further) others." : "."))
    }
    if result.trades.count > TradeMargin.tradesMax {
      remarks.append(
        "What each trade asks for by itself is told for up to \(TradeMargin.tradesMax) trades.")
    }
    for note in result.notes {
      switch note {
      case .unknownEntry(let instrument):
        remarks.append(
          "\(names.name(of: instrument)) is held without an entry price and stays without one: a "
            + "fill counts as settled at the mark, and what its price differs by stands in the "
            + "balance.")
      }
    }
    return remarks
  }
}

/// One state of an account with its names.
struct WhatIfState {
  /// What programs call it.
  let key: String
  /// What people call it.
  let words: String
  let report: MarginReport
  let portfolio: Portfolio

  init(key: String, words: String, report: MarginReport, _ state: WhatIfResult.State) {
    self.key = key
    self.words = words
    self.report = report
    portfolio = state.portfolio
  }

  var explanation: MarginExplanation { report.explanation }
}
