import SteelyardAllocation
import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// Target weights from a file: CSV `coin,weight`, JSON `{"weights": {"BTC": 0.4}}`, or what `steelyard optimise
/// --format json` wrote.
struct TargetInput {
  let targets: TargetWeights
  /// Where each coin's target stands.
  private let subjects: [SteelyardError.Subject]

  static let option = CommandOption(
    text: "targets", "FILE",
    "target weights, of equity: CSV coin,weight, JSON {\"weights\": {\"BTC\": 0.4}}, or the JSON of "
      + "`steelyard optimise`; a row of cash, if there is one, makes them sum to 1; - is standard input"
  )
  static let objective = CommandOption(
    text: "objective", "NAME", "which of the allocations that `steelyard optimise` wrote")

  /// Names of the row that says what stays in cash, besides the code of the cash itself.
  private static let cashNames: Set<String> = ["CASH", "USD"]

  /// Reads a file.
  ///
  /// - Parameter cash: What spot is paid in.
  /// - Throws: What is wrong, with file, row and field.
  init(path: String, objective: String?, cash: Currency) throws(SteelyardError) {
    Progress.stage("reading \(path)")
    let file = try InputFile(path: path)
    let isJSON = file.bytes.first { $0 > 32 } == UInt8(ascii: "{")
    guard isJSON || objective == nil else {
      throw SteelyardError(
        .notApplicable, "--objective: \(path) is no answer of `steelyard optimise`.",
        remedy: "Leave --objective out.")
    }
    let rows = isJSON ? try TargetInput.json(file, objective) : try TargetInput.table(file)
    var coins: [Currency] = []
    var weights: [Double] = []
    var subjects: [SteelyardError.Subject] = []
    var stated: Double?
    for row in rows {
      if row.name == cash.code || TargetInput.cashNames.contains(row.name) {
        guard stated == nil else {
          throw SteelyardError(
            .invalidInput, "Cash stands twice.", remedy: "Write it once, or leave it out.",
            subject: row.subject)
        }
        stated = row.weight
        continue
      }
      do throws(SteelyardError) { coins.append(try Currency(row.name)) } catch {
        throw error.about(row.subject)
      }
      weights.append(row.weight)
      subjects.append(row.subject)
    }
    do throws(SteelyardError) {
      targets = try TargetWeights(coins: coins, weights: weights, cash: stated)
    } catch {
      // A coin that is wrong has a row; a sum has the file.
      var place = SteelyardError.Subject.place(file: file.name, row: nil, field: nil)
      if case .instrument(let code) = error.subject,
        let last = coins.lastIndex(where: { $0.code == code })
      {
        place = subjects[last]
      }
      throw error.about(place)
    }
    self.subjects = subjects
  }

  /// Sees to it that every coin has a price.
  ///
  /// - Throws: `missingMarketData` with the row of the first that has none.
  func check(in snapshot: MarketSnapshot) throws(SteelyardError) {
    for (place, coin) in targets.coins.enumerated() {
      do throws(SteelyardError) { _ = try snapshot.priceUSD(of: coin) } catch {
        throw error.about(subjects[place])
      }
    }
  }

  private struct Row {
    let name: String
    let weight: Double
    let subject: SteelyardError.Subject
  }

  private static func table(_ file: InputFile) throws(SteelyardError) -> [Row] {
    let table = try CSVTable(file, rowsMax: 10_000)
    guard table.problems.isEmpty else { throw Refusal.of(table.problems) }
    guard let coin = table.column("coin"), let weight = table.column("weight") else {
      throw SteelyardError(
        .invalidInput, "The file has no columns coin and weight.",
        remedy: "Begin it with the line coin,weight.",
        subject: .place(file: file.name, row: 1, field: nil))
    }
    var rows: [Row] = []
    for index in 0..<table.rowCount {
      let row = table.row(index)
      guard let name = row.text(coin) else {
        throw row.error("The coin is missing.", remedy: "Name it, such as BTC.", column: coin)
      }
      guard let text = row.text(weight) else {
        throw row.error(
          "The weight of \(name.prefix(40)) is missing.", remedy: "Write 0.4 or 40%.",
          column: weight)
      }
      do throws(SteelyardError) {
        rows.append(
          Row(
            name: name, weight: try AllocationOptions.share(text), subject: row.subject(weight)))
      } catch { throw error.about(row.subject(weight)) }
    }
    return rows
  }

  private static func json(
    _ file: InputFile, _ objective: String?
  ) throws(SteelyardError) -> [Row] {
    let root = try JSONDocument(file).root
    guard root.optional("allocations") != nil else {
      guard objective == nil else {
        throw SteelyardError(
          .notApplicable, "--objective: \(file.name) has no allocations.",
          remedy: "Leave --objective out.")
      }
      var rows: [Row] = []
      for (key, value) in try root.required("weights").members() {
        rows.append(Row(name: key, weight: try value.number(), subject: value.subject))
      }
      return rows
    }
    var names: [String] = []
    for asset in try root.required("assets").elements() {
      names.append(try asset.required("name").string())
    }
    var kinds: [String] = []
    var found: JSONValue?
    for allocation in try root.required("allocations").elements() {
      let kind = try allocation.required("objective").string()
      kinds.append(kind)
      if objective == nil || objective == kind { found = found ?? allocation }
    }
    guard let found, objective != nil || kinds.count == 1 else {
      throw SteelyardError(
        .invalidInput,
        objective.map { "\(file.name) has no allocation \"\($0.prefix(60))\"." }
          ?? "\(file.name) has \(kinds.count) allocations.",
        remedy: "Say which with --objective: \(kinds.joined(separator: ", ")).")
    }
    var rows: [Row] = []
    for (place, value) in try found.required("weights").elements().enumerated() {
      guard place < names.count else {
        throw value.error(
          "There are more weights than the \(names.count) assets.",
          remedy: "Give one for each asset.")
      }
      rows.append(Row(name: names[place], weight: try value.number(), subject: value.subject))
    }
    guard rows.count == names.count else {
      throw found.error(
        "There are \(rows.count) weights for \(names.count) assets.",
        remedy: "Give one for each asset.")
    }
    return rows
  }
}
