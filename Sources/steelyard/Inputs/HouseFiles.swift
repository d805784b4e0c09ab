import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats

/// The accounts of a house, as a directory of position files or one table.
struct HouseFiles {
  /// One account.
  struct Member {
    let name: String
    /// What accounts of one owner have in common; nil where nothing says so.
    let owner: String?
    let file: PortfolioFile
  }

  /// Most accounts of one report: every one is stressed by itself.
  static let accountsMax = 2000

  let members: [Member]

  /// Reads the accounts.
  ///
  /// - Throws: What is wrong with a file as a whole; `invalidInput` where there is no account, `limitExceeded` beyond
  ///   `accountsMax`.
  init(path: String) throws(SteelyardError) {
    if let names = try InputFile.names(inDirectory: path) {
      members = try HouseFiles.directory(path, names)
    } else {
      members = try HouseFiles.table(InputFile(path: path))
    }
    guard !members.isEmpty else {
      throw SteelyardError(
        .invalidInput, "There is no account.",
        remedy: "Put a file of positions for each into the directory, ending in .csv or .json.",
        subject: .place(file: path, row: nil, field: nil))
    }
  }

  private static func tooMany(_ path: String) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "There are more than \(accountsMax) accounts.",
      remedy: "Report them in parts.", subject: .place(file: path, row: nil, field: nil))
  }

  private static func directory(
    _ path: String, _ names: [String]
  ) throws(SteelyardError) -> [Member] {
    let files = names.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".json") }
      .filter { !$0.hasPrefix(".") }
    guard files.count <= accountsMax else { throw tooMany(path) }
    var members: [Member] = []
    var seen: [String: String] = [:]
    for file in files {
      let name = String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
      if let other = seen.updateValue(file, forKey: name) {
        throw SteelyardError(
          .invalidInput, "\(other) and \(file) are files of one account.",
          remedy: "Keep one of them.", subject: .place(file: path, row: nil, field: nil))
      }
      Progress.stage("reading \(path)/\(file)")
      members.append(
        Member(
          name: name, owner: nil, file: try PortfolioFile.read(InputFile(path: "\(path)/\(file)"))))
    }
    return members
  }

  /// The columns that an account's own table keeps.
  private static let kept = ["instrument", "quantity", "average_price"]

  private static func table(_ input: InputFile) throws(SteelyardError) -> [Member] {
    let table = try CSVTable(input)
    let known = kept + ["account", "owner"]
    guard let account = table.column("account") else {
      throw SteelyardError(
        .invalidInput, "The table has no column \"account\".",
        remedy: "Write account,instrument,quantity[,average_price][,owner], or name a directory.",
        subject: .place(file: input.name, row: 1, field: nil))
    }
    for name in table.header where !known.contains(name) {
      throw SteelyardError(
        .invalidInput, "The column \"\(name.prefix(40))\" is not known here.",
        remedy: "Keep \(known.joined(separator: ", ")).",
        subject: .place(file: input.name, row: 1, field: name))
    }
    if let problem = table.problems.first { throw problem }
    let columns = kept.compactMap { name in table.column(name).map { (name: name, place: $0) } }
    let owner = table.column("owner")
    var rows: [String: [CSVRow]] = [:]
    var owners: [String: String] = [:]
    var order: [String] = []
    for index in 0..<table.rowCount {
      let row = table.row(index)
      guard let name = row.text(account) else {
        throw row.error(
          "The row names no account.", remedy: "Write the account.", column: account)
      }
      if rows[name] == nil {
        guard order.count < accountsMax else { throw tooMany(input.name) }
        order.append(name)
        owners[name] = owner.flatMap { row.text($0) }
      } else if owners[name] != owner.flatMap({ row.text($0) }) {
        throw row.error(
          "The account \(name.prefix(40)) has another owner above.",
          remedy: "Give an account one owner.", column: owner)
      }
      rows[name, default: []].append(row)
    }
    var members: [Member] = []
    for name in order {
      members.append(
        Member(
          name: name, owner: owners[name],
          file: try file(of: rows[name] ?? [], columns, input.name)))
    }
    return members
  }

  /// The rows of one account as a table of their own, on the lines that they have in the whole one, so that what is
  /// wrong with a row is told by its place there.
  private static func file(
    of rows: [CSVRow], _ columns: [(name: String, place: Int)], _ name: String
  ) throws(SteelyardError) -> PortfolioFile {
    var text = columns.map(\.name).joined(separator: ",")
    var line = 1
    for row in rows {
      text += String(repeating: "\n", count: max(1, row.number - line))
      line = max(line + 1, row.number)
      text += columns.map { column in
        let cell = row.text(column.place) ?? ""
        return cell.contains(where: { ",\"\r\n".contains($0) })
          ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
      }.joined(separator: ",")
    }
    return try PortfolioFile.read(InputFile(name: name, bytes: Array((text + "\n").utf8)))
  }
}
