public import SteelyardContracts
import SteelyardFormats
public import SteelyardMargin

/// The margin models that come with Steelyard, and what each stands on.
public struct ParametersReport: Report {
  /// One model of the catalogue.
  public struct Entry: Sendable {
    /// The name that `--model` takes.
    public let name: String
    /// Where the parameters come from.
    public let provenance: ParameterProvenance
    /// The coins and settlement currencies that it has parameters for: `BTC: USDC, BTC`.
    public let families: [String]

    /// An entry from its parts.
    public init(name: String, provenance: ParameterProvenance, families: [String]) {
      self.name = name
      self.provenance = provenance
      self.families = families
    }
  }

  /// The models, in the order of the catalogue.
  public let entries: [Entry]
  /// Other files that can be shown, such as `contracts/deribit.json`.
  public let otherFiles: [String]

  /// A list of models and files.
  public init(entries: [Entry], otherFiles: [String]) {
    self.entries = entries
    self.otherFiles = otherFiles
  }

  /// The list for people.
  public var document: ReportDocument {
    let models = ReportTable(
      "models",
      columns: [
        .init("name", "model"), .init("parameters", "parameters"),
        .init("effective", "in force from"), .init("families", "contracts on, settled in"),
        .init("superseded", "superseded"),
      ],
      rows: entries.map { entry in
        [
          .text(entry.name), .text(entry.provenance.name), .text(entry.provenance.effective),
          .text(entry.families.joined(separator: "; ")),
          .text(entry.provenance.superseded == nil ? "" : "yes"),
        ]
      })
    let files = ReportTable(
      "files", columns: [.init("file", "file")], rows: otherFiles.map { [.text($0)] })
    return ReportDocument(
      title: "Parameters",
      subtitle: "Any of them is printed by steelyard parameters show NAME, and a margin model that "
        + "you change is used with --model NAME --parameters FILE.",
      sections: [
        .init("Margin models", [.table(models)]), .init("Contract terms", [.table(files)]),
        .notes(
          entries.compactMap { entry in
            entry.provenance.superseded.map { "\(entry.name) is superseded: \($0)" }
          }),
      ].compactMap(\.self))
  }

  /// The list for programs: `models` and `files`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { (writer) throws(SteelyardError) in
      try writer.objects("models", entries) { (writer, entry) throws(SteelyardError) in
        writer.field("name", entry.name)
        writer.field("parameters", entry.provenance.name)
        writer.field("effective", entry.provenance.effective)
        try writer.strings("families", entry.families)
        try writer.strings("sources", entry.provenance.sources)
        writer.field("superseded", entry.provenance.superseded ?? "")
      }
      try writer.strings("files", otherFiles)
    }
  }
}
