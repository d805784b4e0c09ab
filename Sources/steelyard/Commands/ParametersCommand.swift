import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardReports

/// `steelyard parameters`: the parameter files that come with Steelyard.
enum ParametersCommand: Command {
  static let declaration = CommandDeclaration(
    name: "parameters",
    summary: "the margin models, contract terms and events that come with Steelyard",
    description: """
      `list` tells the margin models with their parameter sets, and the other files. `show NAME`
      prints one of them as a file that can be changed and used: --model NAME --parameters FILE.
      """,
    operands: .init(
      placeholder: "list | show NAME", count: 1...2,
      summary: "what to do; NAME is a margin model, or a file such as contracts/deribit.json"),
    options: OutputOptions.all,
    examples: [
      .init(says: "what there is", line: "steelyard parameters list"),
      .init(
        says: "a model of one's own from one that is there",
        line: "steelyard parameters show derive --output derive-of-mine.json"),
    ])

  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus {
    let output = try ReportOutput(arguments)
    let words = arguments.operands
    switch (words[0], words.count) {
    case ("list", 1): try output.write(try list())
    case ("show", 2):
      guard output.format == .text || output.format == .json else {
        throw SteelyardError(
          .notApplicable, "--format: a parameter file is JSON, not \(output.format.rawValue).",
          remedy: "Leave --format out.")
      }
      try output.write(text: try file(named: words[1]))
    case ("show", _):
      throw SteelyardError(
        .invalidInput, "`show` needs the name of what to show.",
        remedy: "Write steelyard parameters show NAME; `list` tells the names.")
    default:
      throw SteelyardError(
        .invalidInput, "\"\(words.joined(separator: " ").prefix(60))\" is nothing to do.",
        remedy: "Write `list`, or `show` and one name.")
    }
    return .fine
  }

  private static func list() throws(SteelyardError) -> ParametersReport {
    var entries: [ParametersReport.Entry] = []
    for name in MarginModelCatalogue.names {
      let model = try MarginModelCatalogue.specification(named: name, parameters: nil)
      entries.append(
        .init(name: name, provenance: model.provenance, families: families(of: model)))
    }
    return ParametersReport(
      entries: entries,
      otherFiles: EmbeddedParameters.names().filter { !$0.hasPrefix("margin/") })
  }

  /// The settlement currencies of each coin: `BTC: BTC, USDC`.
  private static func families(of model: MarginModelSpecification) -> [String] {
    let pairs: [(base: Currency, settlements: [Currency])] =
      switch model {
      case .scenario(let parts): parts.families.map { ($0.base, $0.settlements) }
      case .position(let parts): parts.families.map { ($0.base, $0.settlements) }
      case .dynamic: []
      }
    if pairs.isEmpty { return ["every coin of its state: any"] }
    return Dictionary(grouping: pairs, by: \.base).sorted { $0.key < $1.key }.map { base, pairs in
      "\(base): \(pairs.flatMap(\.settlements).map(\.code).joined(separator: ", "))"
    }
  }

  /// The text of a model's file, or of any other by its path below `Parameters`.
  private static func file(named name: String) throws(SteelyardError) -> String {
    let path = MarginModelCatalogue.file(of: name) ?? name
    let known = MarginModelCatalogue.names + EmbeddedParameters.names()
    guard EmbeddedParameters.names().contains(path) else {
      let nearest = NearestWord.among(known, to: name)
      throw SteelyardError(
        .invalidInput, "There are no parameters \"\(name.prefix(60))\".",
        remedy: (nearest.map { "Did you mean \($0)? " } ?? "")
          + "steelyard parameters list tells all names.")
    }
    return String(decoding: try EmbeddedParameters.file(named: path), as: UTF8.self)
  }
}
