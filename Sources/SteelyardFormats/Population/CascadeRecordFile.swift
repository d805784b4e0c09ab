public import SteelyardContracts

/// What is recorded of a cascade that happened, or supposed of one to come, as CSV.
///
/// - Counts: `second,liquidations,adls` (or `deleveragings`).
/// - Notional by coin: `ticker,net_notional_usd`, or `coin,adl_notional`, or `coin,notional`.
/// - A course: `second,share`.
///
/// Other columns are passed over. Every row is needed: one that can't be read is an error of the file.
public enum CascadeRecordFile {
  /// Events counted at one time.
  public struct Count: Sendable, Hashable {
    /// Seconds of the file's own clock.
    public let second: Double
    /// Liquidations.
    public let liquidations: Double
    /// Positions of winners closed against losers.
    public let deleveragings: Double
  }

  /// Counts of events in time.
  ///
  /// - Throws: `invalidInput` with row and column.
  public static func counts(_ input: InputFile) throws(SteelyardError) -> [Count] {
    let table = try whole(input)
    let second = try column(table, ["second"], input)
    let liquidations = try column(table, ["liquidations"], input)
    let deleveragings = try column(table, ["adls", "deleveragings"], input)
    var counts: [Count] = []
    for index in 0..<table.rowCount {
      let row = table.row(index)
      counts.append(
        Count(
          second: try number(row, second, least: -.infinity),
          liquidations: try number(row, liquidations),
          deleveragings: try number(row, deleveragings)))
    }
    return counts
  }

  /// Notional by coin, USD; a coin that stands twice is added up.
  ///
  /// - Throws: `invalidInput` with row and column.
  public static func notional(_ input: InputFile) throws(SteelyardError) -> [String: Double] {
    let table = try whole(input)
    let name = try column(table, ["ticker", "coin"], input)
    let notional = try column(table, ["net_notional_usd", "adl_notional", "notional"], input)
    var sums: [String: Double] = [:]
    for index in 0..<table.rowCount {
      let row = table.row(index)
      guard let coin = row.text(name) else {
        throw row.error("The row has no coin.", remedy: "Write it.", column: name)
      }
      sums[coin, default: 0] += try number(row, notional)
    }
    return sums
  }

  /// Points of a course: seconds since the beginning and the share that has come by then.
  ///
  /// - Throws: `invalidInput` with row and column.
  public static func course(
    _ input: InputFile
  ) throws(SteelyardError) -> [(second: Double, share: Double)] {
    let table = try whole(input)
    let second = try column(table, ["second"], input)
    let share = try column(table, ["share"], input)
    var points: [(second: Double, share: Double)] = []
    for index in 0..<table.rowCount {
      let row = table.row(index)
      points.append(
        (try number(row, second, least: 0), try number(row, share, least: -.infinity)))
    }
    return points
  }

  private static func whole(_ input: InputFile) throws(SteelyardError) -> CSVTable {
    let table = try CSVTable(input, rowsMax: 1_000_000)
    if let problem = table.problems.first { throw problem }
    guard table.rowCount > 0 else {
      throw input.error("The file has no row.", remedy: "Give at least one.")
    }
    return table
  }

  private static func column(
    _ table: CSVTable, _ names: [String], _ input: InputFile
  ) throws(SteelyardError) -> Int {
    for name in names {
      if let column = table.column(name) { return column }
    }
    throw input.error(
      "The column \(names.joined(separator: " or ")) is missing.",
      remedy: "Add it; see docs/simulation.md.", row: 1, field: names[0])
  }

  private static func number(
    _ row: CSVRow, _ column: Int, least: Double = 0
  ) throws(SteelyardError) -> Double {
    guard let value = try row.number(column), value >= least else {
      throw row.error(
        "The cell holds no number of \(least == 0 ? "0 or more" : "any kind").",
        remedy: "Write one.", column: column)
    }
    return value
  }
}
