public import SteelyardContracts

/// Accounts of a simulation as a file tells them: one row for each thing that an account has.
///
/// CSV with the columns `account,owner,venue,kind,coin,quantity` and, where they are needed, `entry,strike,days,right,mode`; or JSON,
/// `{"steelyard": "population", "version": 1, "rows": [{...}]}` with the same names. Kinds: `usd` (money, negative for a debt),
/// `perpetual` (coins, entered at `entry`), `spot` (coins held), `option` (coins; `strike` over the price before the shock, `days`, `right`).
/// Every row is needed: one that can't be read is an error of the file.
public struct PopulationFile: Sendable {
  /// What a row holds.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case usd, perpetual, spot, option
  }

  /// One row.
  public struct Row: Sendable, Hashable {
    /// The account's name.
    public let account: String
    /// Whose it is; the account's own name where the file doesn't say.
    public let owner: String
    /// The venue's name.
    public let venue: String
    /// What is held.
    public let kind: Kind
    /// The coin; empty for money.
    public let coin: String
    /// Money in US dollars, else coins; negative for short or owed.
    public let quantity: Double
    /// Price that a perpetual was entered at, USD; nil for the price before the shock.
    public let entry: Double?
    /// Of an option: strike over the price before the shock.
    public let strike: Double?
    /// Of an option.
    public let days: Double?
    /// Of an option.
    public let right: OptionRight?
    /// Whether the account is a loan.
    public let isLoan: Bool
    /// Where it stands, for errors.
    public let subject: SteelyardError.Subject
  }

  /// Most rows.
  public static let rowsMax = 5_000_000

  /// The rows, in order.
  public let rows: [Row]

  /// Reads either form, recognised by its content, or a statement of `steelyard ledger replay`.
  ///
  /// - Parameter market: What a statement is read against; nil where none is expected.
  /// - Throws: `invalidInput` with the row and the field for what can't be read; `limitExceeded` where it is too large.
  public static func read(
    _ input: InputFile, market: PopulationMarket? = nil
  ) throws(SteelyardError) -> PopulationFile {
    let rows =
      switch try input.textKind() {
      case .csv: try table(CSVTable(input, rowsMax: rowsMax))
      case .json: try document(JSONDocument(input).root, market)
      }
    guard !rows.isEmpty else {
      throw input.error("The file has no account.", remedy: "Write a row for each thing held.")
    }
    return PopulationFile(rows: rows)
  }

  private static let columns = [
    "account", "owner", "venue", "kind", "coin", "quantity", "entry", "strike", "days", "right",
    "mode",
  ]

  private static func table(_ table: CSVTable) throws(SteelyardError) -> [Row] {
    if let problem = table.problems.first { throw problem }
    for name in table.header where !columns.contains(name) {
      throw table.input.error(
        "The column \"\(name.prefix(40))\" is not known here.",
        remedy: "Keep \(columns.joined(separator: ", ")).", row: 1, field: name)
    }
    for name in ["account", "venue", "kind", "quantity"] where table.column(name) == nil {
      throw table.input.error(
        "The column \(name) is missing.", remedy: "Add it; see docs/simulation.md.", row: 1,
        field: name)
    }
    var rows: [Row] = []
    rows.reserveCapacity(table.rowCount)
    for index in 0..<table.rowCount {
      let row = table.row(index)
      func text(_ name: String) -> String? { table.column(name).flatMap { row.text($0) } }
      func number(_ name: String) throws(SteelyardError) -> Double? {
        guard let column = table.column(name) else { return nil }
        return try row.number(column)
      }
      rows.append(
        try made(
          row.subject(nil), text: text, number: { name throws(SteelyardError) in try number(name) })
      )
    }
    return rows
  }

  private static func document(
    _ root: JSONValue, _ market: PopulationMarket?
  ) throws(SteelyardError) -> [Row] {
    if let market, isStatement(root) { return try rows(ofStatement: root, market) }
    try SteelyardHeader.check(
      root, kind: "population", members: ["steelyard", "version", "rows"])
    var rows: [Row] = []
    for element in try root.required("rows").elements() {
      try element.allow(members: Set(columns), of: "a row")
      var texts: [String: String] = [:]
      var numbers: [String: Double] = [:]
      for (key, value) in try element.members() {
        if value.kind == .string {
          texts[key] = try value.string()
        } else {
          numbers[key] = try value.number()
        }
      }
      rows.append(
        try made(
          element.subject, text: { texts[$0] },
          number: { name throws(SteelyardError) in numbers[name] }
        ))
    }
    return rows
  }

  private static func made(
    _ subject: SteelyardError.Subject, text: (String) -> String?,
    number: (String) throws(SteelyardError) -> Double?
  ) throws(SteelyardError) -> Row {
    func refusal(_ field: String, _ found: String, _ remedy: String) -> SteelyardError {
      let place: SteelyardError.Subject =
        if case .place(let file, let row, _) = subject {
          .place(file: file, row: row, field: field)
        } else { subject }
      return SteelyardError(.invalidInput, found, remedy: remedy, subject: place)
    }
    func needed(_ field: String) throws(SteelyardError) -> String {
      guard let value = text(field), !value.isEmpty else {
        throw refusal(field, "The row has no \(field).", "Write it.")
      }
      return value
    }
    let word = try needed("kind")
    guard let kind = Kind(rawValue: word) else {
      throw refusal(
        "kind", "\"\(word.prefix(40))\" is no kind.",
        "Write \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard let quantity = try number("quantity") else {
      throw refusal("quantity", "The row has no quantity.", "Write it as a number.")
    }
    let entry = try number("entry")
    if let entry, entry <= 0 {
      throw refusal("entry", "The entry is \(entry).", "Give a price above 0, or leave it out.")
    }
    let right = text("right")
    guard right == nil || right == "call" || right == "put" else {
      throw refusal("right", "\"\(right?.prefix(40) ?? "")\" is no right.", "Write call or put.")
    }
    let mode = text("mode")
    guard mode == nil || mode == "loan" || mode == "margin" else {
      throw refusal("mode", "\"\(mode?.prefix(40) ?? "")\" is no mode.", "Write margin or loan.")
    }
    let account = try needed("account")
    return Row(
      account: account, owner: text("owner") ?? account, venue: try needed("venue"), kind: kind,
      coin: kind == .usd ? "" : try needed("coin"), quantity: quantity, entry: entry,
      strike: try number("strike"), days: try number("days"),
      right: right.map { $0 == "call" ? .call : .put }, isLoan: mode == "loan", subject: subject)
  }
}
