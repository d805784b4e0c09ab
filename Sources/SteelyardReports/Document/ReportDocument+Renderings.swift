extension ReportDocument {
  func text(_ style: TextStyle) -> String { title + "\n" }
  var csv: String { "" }
  var html: String { "" }
}
