import SteelyardContracts

extension JournalTables {
  /// Copies the database as it is now, without its free pages, and checks the copy.
  func backUp(to path: String) throws(SteelyardError) -> JournalVerification {
    var report: JournalVerification?
    try NewFile.write(to: path) { (part) throws(SteelyardError) in
      let statement = try connection.prepare("VACUUM INTO ?")
      try statement.bind(1, part)
      try statement.run()
      let copy = try SQLiteConnection(path: part, .reading)
      let checked = try JournalVerification(JournalTables(copy, paths))
      guard checked.isWhole else {
        throw corrupt("its copy is not whole: \(checked.damages.first?.reason ?? "")")
      }
      report = checked
    }
    guard let report else { throw corrupt("its copy was not checked") }
    return report
  }
}
