import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// The market that the files of a command line make, and what is wrong with it, row by row.
struct MarketInput {
  let snapshot: MarketSnapshot
  /// Each file with its time and how many rows it gave.
  let fileWords: [String]
  /// Rows that were left out or odd, each with file and row; no answer need depend on them.
  let oddities: [SteelyardError]
  /// The problem of each instrument whose row was left out or is contradicted by another.
  let problemOfInstrument: [Instrument: SteelyardError]

  /// Rows of one download carry times a few seconds apart; later ones would be the future.
  static let aheadSecondsMax: Int64 = 60

  /// Reads the files that `--market` names and merges them.
  ///
  /// - Throws: What is wrong with a file as a whole, or that nothing in them can be used.
  init(
    _ arguments: ParsedArguments, prices: [AssetPriceOption]
  ) throws(SteelyardError) {
    let paths = try arguments.values(MarketOptions.market)
    guard !paths.isEmpty else {
      throw SteelyardError(
        .invalidInput, "--market is missing.",
        remedy: "Add --market FILE; see `steelyard \(arguments.command.name) --help`.")
    }
    try self.init(
      paths: paths, time: try arguments.value(MarketOptions.time),
      prices: prices,
      ageSecondsMax: try arguments.value(MarketOptions.ageMaximum)
        ?? MarketOptions.ageSecondsDefault)
  }

  /// Reads files that are named elsewhere and merges them.
  ///
  /// - Throws: What is wrong with a file as a whole, or that nothing in them can be used.
  init(
    paths: [String], time: Timestamp?, prices: [AssetPriceOption], ageSecondsMax: Int
  ) throws(SteelyardError) {
    var files: [MarketFile] = []
    for path in paths {
      Progress.stage("reading \(path)")
      files.append(try MarketFile.read(InputFile(path: path), at: time))
    }
    Progress.stage("merging the market")
    var builder = MarketSnapshotBuilder(
      time: time ?? files.compactMap(\.time).max(),
      limits: .init(
        ageSecondsMax: Int64(ageSecondsMax), aheadSecondsMax: MarketInput.aheadSecondsMax))
    try builder.add(
      prices.map { AssetPrice(asset: $0.asset, priceUSD: $0.priceUSD, source: "--price") })
    for file in files {
      try builder.add(file.observations)
      try builder.add(file.expiries)
      try builder.add(file.indices)
      try builder.add(file.assetPrices)
    }
    let outcome = try builder.build()
    let rowCount = files.reduce(0) { $0 + $1.observations.count }
    // A price given by hand makes a snapshot, but no market.
    if outcome.snapshot.observations.isEmpty, let first = outcome.problems.first, rowCount > 0 {
      throw SteelyardError(
        first.code, "None of \(rowCount) market rows can be used at \(outcome.snapshot.time).",
        remedy: first.remedy, cause: "\(first.subject): \(first.message)")
    }
    snapshot = outcome.snapshot
    fileWords = files.map { file in
      let count = file.observations.count
      return "\(file.name): \(count) row\(count == 1 ? "" : "s")"
        + (file.time.map { ", of \($0)" } ?? "")
    }
    oddities = files.flatMap { $0.problems + $0.warnings } + outcome.problems
    problemOfInstrument = MarketInput.problems(of: files, outcome)
  }

  private static func problems(
    of files: [MarketFile], _ outcome: MarketSnapshotBuilder.Outcome
  ) -> [Instrument: SteelyardError] {
    var problems: [Instrument: SteelyardError] = [:]
    for file in files { problems.merge(file.problemOfInstrument) { first, _ in first } }
    // Crossed quotes leave the mark as it is; only what was left out or contradicted matters.
    let placed = outcome.problems.filter { $0.code != .arbitrage }
    guard !placed.isEmpty else { return problems }
    var instruments: [SteelyardError.Subject: Instrument] = [:]
    for file in files {
      for row in file.observations {
        let place = SteelyardError.Subject.place(
          file: row.origin.file, row: row.origin.row, field: nil)
        instruments[place] = row.instrument
      }
    }
    for problem in placed {
      guard case .place(let file, let row, _) = problem.subject,
        let instrument = instruments[.place(file: file, row: row, field: nil)],
        problems[instrument] == nil
      else { continue }
      problems[instrument] = problem
    }
    return problems
  }

  /// Remarks on the rows that nothing depends on: how many, or each where all are asked for.
  ///
  /// - Parameters:
  ///   - isDetailed: Whether all are asked for.
  ///   - told: Problems that the answer tells as failures, because it does depend on them.
  func notes(isDetailed: Bool, besides told: Set<SteelyardError> = []) -> [String] {
    let oddities = oddities.filter { !told.contains($0) }
    guard let first = oddities.first else { return [] }
    if isDetailed {
      let shown = oddities.prefix(MarketInput.oddityNotesMax).map(\.description)
      let further = oddities.count - shown.count
      return shown + (further > 0 ? ["\(further) more market rows were left out or odd."] : [])
    }
    if oddities.count == 1 { return ["Nothing here depends on it: \(first)"] }
    return [
      "\(oddities.count) market rows were left out or odd; nothing here depends on them. "
        + "--explain lists them."
    ]
  }

  private static let oddityNotesMax = 200
}
