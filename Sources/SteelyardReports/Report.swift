public import SteelyardContracts

/// An answer that can be written in every output format.
///
/// The same report gives the same bytes everywhere.
public protocol Report: Sendable {
  /// The answer as people read it: text, CSV and HTML are renderings of it.
  var document: ReportDocument { get }

  /// What the answer stands on besides its input files: model, parameters, state.
  var sources: [ReportSource] { get }

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
  ///   - style: How text is laid out; the other formats ignore it.
  ///   - inputs: What the answer was made from and the report does not know: files, the program's version. They stand
  ///     at the foot of a page, after the report's own sources.
  /// - Throws: `invalidInput` where JSON would have to say a number that is not finite.
  public func rendered(
    as format: OutputFormat, style: TextStyle = .plain, inputs: [ReportSource] = []
  ) throws(SteelyardError) -> String {
    switch format {
    case .text: document.text(style)
    case .json: try json()
    case .csv: document.csv
    case .html: document.html(sources: sources + inputs)
    }
  }

  /// Most answers say all of it in their tables.
  public var sources: [ReportSource] { [] }
}
