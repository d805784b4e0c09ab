import Glibc
import SteelyardCommandLine
import SteelyardContracts
import SteelyardReports

/// Where the pages of a report go, and as what.
struct ReportPages {
  let output: ReportOutput
  let format: ReportFormat
  /// What prints pages; nil where none is printed.
  let browser: PageBrowser?

  /// Makes a directory for pages where there is none.
  ///
  /// - Throws: `invalidInput` where it cannot be made.
  static func makeDirectory(_ path: String) throws(SteelyardError) {
    if mkdir(path, 0o777) == 0 { return }
    let failure = errno
    var status = stat()
    if failure == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw SteelyardError(
      .invalidInput, "The directory cannot be made: \(SystemMessage.text(failure)).",
      remedy: "Name one in a directory that you may write to.",
      subject: .place(file: path, row: nil, field: nil))
  }

  /// Writes a page.
  ///
  /// - Parameter path: Its file; nil for where the arguments say.
  func write(
    _ report: some Report, on market: MarketInput, to path: String? = nil
  ) throws(SteelyardError) {
    Progress.stage("writing " + (path ?? "the answer"))
    let style = path == nil ? output.style : .plain
    let text = try report.rendered(
      as: format.rendered, style: style, inputs: output.inputs(market))
    let target = path ?? output.path
    guard let browser else {
      if let target, target != "-" { return try OutputFile(path: target).write(text) }
      return try StandardOutput.write(text)
    }
    Progress.stage("printing " + (path ?? "the page"))
    let printed = try browser.pdf(of: text)
    if let target, target != "-" { return try OutputFile(path: target).write(printed) }
    try StandardOutput.write(printed)
  }
}

/// Names of the files of a house's pages: those of the accounts, with what no file name should have left out.
struct PageNames {
  /// The page of the house.
  let house: String
  private let accounts: [String]

  private static let lengthMax = 80

  /// Names for accounts, no two alike, whatever the accounts are called.
  init(_ names: [String], ending: String) {
    house = "house.\(ending)"
    var taken: Set<String> = ["house"]
    accounts = names.map { name in
      let plain = String(
        name.unicodeScalars.prefix(Self.lengthMax).map { scalar -> Character in
          let isPlain =
            scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
              || "-_".unicodeScalars.contains(scalar))
          return isPlain ? Character(scalar) : "_"
        })
      let stem = plain.isEmpty ? "account" : plain
      var free = stem
      var number = 2
      // On some file systems names that differ in case are one.
      while !taken.insert(free.lowercased()).inserted {
        free = "\(stem)-\(number)"
        number += 1
      }
      return "\(free).\(ending)"
    }
  }

  /// The file of an account by its place.
  func name(of account: Int) -> String { accounts[account] }
}
