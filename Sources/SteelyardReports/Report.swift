public import SteelyardContracts

/// An answer that can be written in every output format.
///
/// The same report gives the same bytes everywhere.
public protocol Report: Sendable {
  /// The answer as people read it: text, CSV and HTML are renderings of it.
  var document: ReportDocument { get }

  /// The answer as one JSON object, numbers at full precision, fields in a fixed order.
  ///
  /// - Throws: `invalidInput` where a number is not finite.
  func json() throws(SteelyardError) -> String
}

extension Report {
  /// The answer in a format, with a line end at its end.
  ///
  /// - Parameters:
  ///   - format: The format.
  ///   - style: Whether text may carry colours; the other formats ignore it.
  /// - Throws: `invalidInput` where JSON would have to say a number that is not finite.
  public func rendered(
    as format: OutputFormat, style: TextStyle = .plain
  ) throws(SteelyardError) -> String {
    switch format {
    case .text: document.text(style)
    case .json: try json()
    case .csv: document.csv
    case .html: document.html
    }
  }
}
