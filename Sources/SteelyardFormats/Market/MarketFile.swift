public import SteelyardContracts
public import SteelyardMarket

/// What one market file says, row by row.
///
/// A row that cannot be used stands in `problems` and the others are kept: whether to go on is the
/// caller's decision. What is odd but usable stands in `warnings`.
public struct MarketFile: Sendable {
  /// Most rows refused before the file is given up.
  public static let problemsMax = 1000

  /// The file as the caller named it.
  public let name: String
  /// The format it was recognised as.
  public let format: MarketFormat
  /// The instant of the whole file, where it has one: Steelyard's own files do.
  public let time: Timestamp?
  /// One observation for each good row, in the order of the file.
  public internal(set) var observations: [InstrumentObservation] = []
  /// Prices of assets that the file states.
  public internal(set) var assetPrices: [AssetPrice] = []
  /// What the file publishes of whole expiries, in its order.
  public internal(set) var expiries: [ExpiryObservation] = []
  /// What the file publishes of indices, in its order.
  public internal(set) var indices: [IndexObservation] = []
  /// One error for each row that was left out: file, row, field, what is wrong and the remedy.
  public internal(set) var problems: [SteelyardError] = []
  /// The problem of each instrument that a row of `problems` names.
  public internal(set) var problemOfInstrument: [Instrument: SteelyardError] = [:]
  /// What is odd about rows that were kept (crossed quotes) or that no position can need (combos).
  public internal(set) var warnings: [SteelyardError] = []
  /// How many rows were passed over for a later one, or as later than the time asked for.
  public internal(set) var supersededCount = 0

  init(name: String, format: MarketFormat, time: Timestamp? = nil) {
    self.name = name
    self.format = format
    self.time = time
  }

  /// Reads a market file in any accepted format, which is recognised by its content.
  ///
  /// - Parameter time: Of a file with several snapshots or updates, the latest at or before this
  ///   instant is read; nil for the latest of all. Other files are read whole.
  /// - Throws: `invalidInput` where the file as a whole cannot be read (empty, not a known format,
  ///   broken off, a venue's error answer, more than `problemsMax` bad rows), `missingMarketData`
  ///   where no row is as early as `time`, `limitExceeded` where it is too large.
  public static func read(
    _ input: InputFile, at time: Timestamp? = nil
  ) throws(SteelyardError) -> MarketFile {
    switch try input.textKind() {
    case .json: try read(json: try JSONDocument(input))
    case .csv: try read(table: try CSVTable(input), at: time)
    }
  }

  /// Leaves a row out.
  ///
  /// - Throws: The problem itself, once there are more than `problemsMax`.
  mutating func refuse(_ problem: SteelyardError) throws(SteelyardError) {
    guard problems.count < MarketFile.problemsMax else { throw problem }
    problems.append(problem)
  }

  /// Adds an odd thing, as long as there are few.
  mutating func warn(_ warning: SteelyardError) {
    if warnings.count < MarketFile.problemsMax { warnings.append(warning) }
  }

  private static func read(json document: JSONDocument) throws(SteelyardError) -> MarketFile {
    if document.root.optional("steelyard") != nil {
      return try SteelyardMarketReader.read(document)
    }
    let rows = try DeribitAnswer.rows(document)
    guard let first = rows.first else {
      throw document.input.error(
        "The answer holds no rows.", remedy: "Repeat the request for another currency or kind.")
    }
    guard first.kind == .object, first.optional("instrument_name") != nil,
      first.optional("direction") == nil
    else {
      throw document.input.error(
        "The JSON is in no accepted market format.", remedy: MarketFormat.accepted)
    }
    let isTicker = first.optional("best_bid_price") != nil || first.optional("timestamp") != nil
    let layout: MarketLayout = isTicker ? .deribitTicker : .deribitBookSummary
    var file = MarketFile(name: document.input.name, format: layout.format)
    if (try? document.root.optional("testnet")?.boolean()) == true {
      file.warn(
        document.input.error(
          "The answer comes from Deribit's test network.",
          remedy: "Ask www.deribit.com for real prices.", field: "testnet"))
    }
    try file.take(
      rows.lazy.enumerated().map { MarketJSONRow(value: $1, layout: layout, rowNumber: $0 + 1) },
      layout: layout)
    return file
  }

  private static func read(
    table: CSVTable, at time: Timestamp?
  ) throws(SteelyardError) -> MarketFile {
    guard
      let layout = MarketLayout.tables.first(where: { layout in
        layout.tellingColumns.allSatisfy { table.column($0) != nil }
      })
    else {
      throw table.input.error(
        "The columns are those of no accepted market format.", remedy: MarketFormat.accepted,
        row: 1)
    }
    let columns = MarketField.allCases.map { field in
      layout.name(of: field).flatMap(table.column)
    }
    var file = MarketFile(name: table.input.name, format: layout.format)
    for problem in table.problems { try file.refuse(problem) }
    var selection = MarketRowSelection(layout: layout, time: time)
    for index in 0..<table.rowCount {
      let row = MarketCSVRow(row: table.row(index), columns: columns)
      do { try selection.offer(row, index: index) } catch { try file.refuse(error) }
    }
    let chosen = selection.chosen
    if let time, chosen.isEmpty, selection.offeredCount > 0 {
      throw table.input.error(
        code: .missingMarketData, "The file has no row at or before \(time).",
        remedy: "Ask for a later time, or give an earlier file.")
    }
    file.supersededCount = selection.offeredCount - chosen.count
    try file.take(
      chosen.lazy.map { MarketCSVRow(row: table.row($0), columns: columns) }, layout: layout,
      leavingOutExpiredAt: layout.repetition == .updates ? selection.latest : nil)
    return file
  }

  private mutating func take(
    _ rows: some Sequence<some MarketRow>, layout: MarketLayout,
    leavingOutExpiredAt end: Timestamp? = nil
  ) throws(SteelyardError) {
    let reader = MarketRowReader(layout: layout, file: name)
    var rowOfInstrument: [Instrument: Int] = [:]
    for row in rows {
      do throws(SteelyardError) {
        let observation = try reader.observation(row)
        // What expired before the end of a stream of updates is no longer part of the market.
        if let end, let expiry = observation.instrument.expiry, expiry <= end {
          supersededCount += 1
          continue
        }
        if let earlier = rowOfInstrument.updateValue(row.rowNumber, forKey: observation.instrument)
        {
          rowOfInstrument[observation.instrument] = earlier
          throw SteelyardError(
            .invalidInput, "\(observation.instrument) stands in row \(earlier) already.",
            remedy: "Remove one of the two rows.", subject: row.subject(.instrument))
        }
        if let crossing = ObservationCheck.crossing(observation, row.subject(.bidPrice)) {
          warn(crossing)
        }
        observations.append(observation)
      } catch {
        if error.code == .unsupported, layout.format.isDeribitAnswer {
          warn(error)
        } else {
          if let instrument = try? reader.instrument(row) {
            problemOfInstrument[instrument] = error
          }
          try refuse(error)
        }
      }
    }
  }
}

extension MarketFormat {
  /// Whether it is Deribit's own answer, which lists combos among the instruments.
  var isDeribitAnswer: Bool { self == .deribitBookSummary || self == .deribitTicker }
}
