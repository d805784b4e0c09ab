public import SteelyardContracts
public import SteelyardMarket

/// The histories that a file holds, as it reports them.
///
/// Nothing is checked here but that the text is what its form says; whether rows repeat, are missing or are
/// wrong is `HistoryCheck`'s to find.
public struct HistoryFile: Sendable {
  /// Most rows of a file.
  public static let rowsMax = 2_000_000
  /// Most series in a file.
  public static let seriesMax = 10_000

  /// The file, as errors name it.
  public let name: String
  /// The form it was recognised as.
  public let form: HistoryForm
  /// One history for each asset, venue and market, in the order they first appear.
  public private(set) var series: [HistoryRows] = []
  /// Rows and cells left out, each with its place.
  public private(set) var problems: [SteelyardError] = []
  /// What is odd but read.
  public private(set) var warnings: [SteelyardError] = []

  init(name: String, form: HistoryForm) {
    self.name = name
    self.form = form
  }

  /// Reads a file of any known form, recognised by its header.
  ///
  /// - Parameters:
  ///   - input: The file.
  ///   - naming: What the caller knows beyond it.
  /// - Throws: `invalidInput` where it is no CSV, its header is of no known form, nothing says which
  ///   asset it is about, no row can be read, or more than 1000 can't; `limitExceeded` beyond the
  ///   limits.
  public static func read(
    _ input: InputFile, naming: HistoryNaming
  ) throws(SteelyardError) -> HistoryFile {
    guard try input.textKind() == .csv else {
      throw input.error(
        "The file is JSON.", remedy: "Save the history as CSV. \(HistoryForm.accepted)")
    }
    let table = try CSVTable(input, rowsMax: rowsMax)
    guard let form = HistoryForm.recognised(table.header) else {
      throw input.error(
        "The header is of no known history.", remedy: HistoryForm.accepted, row: 1)
    }
    var file = HistoryFile(name: input.name, form: form)
    for problem in table.problems { try file.refuse(problem) }
    switch form {
    case .dailyCandles, .candles, .plain:
      try CandleHistoryReader(table, form, naming).read(into: &file)
    case .fundingEightHours, .fundingIntervals, .fundingHourly:
      try FundingHistoryReader(table, form, naming).read(into: &file)
    case .dailyCloses, .closes, .volatilityIndex, .basis, .tokenPrices:
      try WideHistoryReader(table, form, naming).read(into: &file)
    }
    guard !file.series.isEmpty else {
      throw input.error(
        "No row of the file can be read.", remedy: "Give at least one.",
        cause: file.problems.first?.description)
    }
    return file
  }

  /// The histories of one quantity.
  public func series(of quantity: HistoryRows.Quantity) -> [HistoryRows] {
    series.filter { $0.quantity == quantity }
  }

  /// Leaves out a row or cell; gives the file up beyond the most that may be left out.
  mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < CSVParser.problemsMax else { throw problem }
    problems.append(problem)
  }

  mutating func warn(_ warning: SteelyardError) { warnings.append(warning) }

  /// Adds a series.
  mutating func add(_ rows: HistoryRows) throws(SteelyardError) {
    guard series.count < HistoryFile.seriesMax else {
      throw SteelyardError(
        .limitExceeded, "The file has more than \(HistoryFile.seriesMax) histories.",
        remedy: "Split it by asset.", subject: .place(file: name, row: nil, field: nil))
    }
    series.append(rows)
  }
}
