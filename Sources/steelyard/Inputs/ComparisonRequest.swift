import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

/// What a command line asks of a comparison: read before any large file, so that a wrong option
/// costs no time.
struct ComparisonRequest {
  static let models = CommandOption<[String]>(
    "models", "NAME,NAME", .once,
    "the models to compare, of \(MarginModelCatalogue.names.joined(separator: ", ")); default: "
      + MarginModelCatalogue.compared.joined(separator: ",")
  ) { text throws(SteelyardError) in try modelNames(text) }
  static let parameters = CommandOption(
    texts: "parameters", "FILE",
    "a model of your own as well, by the name that the file gives it; as often as needed")
  static let state = CommandOption(
    texts: "state", "FILE",
    "what a model has learned from history, as `steelyard calibrate` wrote it; goes to the models "
      + "with the parameters that it was made with")

  /// The path of the positions.
  let positions: String
  let models: [any MarginModel]
  let stated: [StatedAmount]
  /// The paths of the owner's other accounts.
  let group: [String]
  /// Whether to go on without wrong rows.
  let isPartial: Bool

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    positions = try arguments.required(AccountOptions.positions)
    let files = try arguments.values(Self.parameters)
    let statePaths = try arguments.values(Self.state)
    group = try arguments.values(AccountOptions.group)
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market) + [positions] + files + statePaths + group)
    var states: [ModelStateFile] = []
    for path in statePaths {
      Progress.stage("reading \(path)")
      states.append(try ModelStateFile.read(InputFile(path: path)))
    }
    var used: Set<String> = []
    func model(_ parts: MarginModelSpecification) throws(SteelyardError) -> any MarginModel {
      let state = states.first { $0.isMade(for: parts) }
      if let state { used.insert(state.hash) }
      return try parts.model(state: state)
    }
    var models: [any MarginModel] = []
    for name in try arguments.value(Self.models) ?? MarginModelCatalogue.compared {
      models.append(try model(MarginModelCatalogue.specification(named: name, parameters: nil)))
    }
    for file in files {
      let model = try model(MarginModelFile.specification(try InputFile(path: file)))
      guard !models.contains(where: { $0.name == model.name }) else {
        throw SteelyardError(
          .invalidInput, "Two of the models are named \"\(model.name.prefix(60))\".",
          remedy: "Give the model in the file another name, or leave the other out of --models.",
          subject: .place(file: file, row: nil, field: "name"))
      }
      models.append(model)
    }
    self.models = models
    // A state that nobody takes would be taken for the one that the answer stands on.
    for state in states where !used.contains(state.hash) {
      throw SteelyardError(
        .notApplicable,
        "No model takes the state: none is \(state.state.model) with the parameters "
          + "\(state.state.parameters), or another state was made for it too.",
        remedy: "Name the model by --models, or leave this --state out.",
        subject: .place(file: state.name, row: nil, field: nil))
    }
    stated = try arguments.values(AccountOptions.stated).map { option throws(SteelyardError) in
      try StatedAmount(name: option.name, currency: option.currency, amount: option.amount)
    }
    isPartial = arguments.has(AccountOptions.partial)
    guard group.isEmpty || models.contains(where: \.looksAtOwner) else {
      throw SteelyardError(
        .notApplicable,
        "--group: none of the models has a charge for what the owner holds elsewhere.",
        remedy: "Leave it out, or name dynamic among --models.")
    }
  }

  /// Sees to it that every stated amount is one that a model knows and has a price.
  ///
  /// - Throws: `notApplicable` where none of the models has such a charge, or the currency has no
  ///   price.
  func checkStated(in frame: RiskFrame) throws(SteelyardError) {
    let known = Set(models.flatMap(\.statedNames)).sorted()
    for amount in stated {
      let told = "\"\(amount.name.prefix(60))\" in \(amount.currency)"
      guard known.contains(amount.name) else {
        throw SteelyardError(
          .notApplicable, "--stated: none of the models has a charge \(told).",
          remedy: known.isEmpty
            ? "Leave it out: the models take no stated amounts."
            : "They have \(known.joined(separator: ", ")).")
      }
      guard frame.usdPrice(of: amount.currency) != nil else {
        throw SteelyardError(
          .notApplicable, "--stated: there is no US dollar price for \(told).",
          remedy: "Add a market file with \(amount.currency), or pass --price "
            + "\(amount.currency)=PRICE.")
      }
    }
  }

  /// Names between commas; blanks around them are let pass.
  private static func modelNames(_ text: String) throws(SteelyardError) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      guard !name.isEmpty else {
        throw SteelyardError(
          .invalidInput, "A name is missing in \"\(text.prefix(60))\".",
          remedy: "Write names with a comma between two: --models deribit,isolated.")
      }
      guard MarginModelCatalogue.names.contains(name) else {
        let near = NearestWord.among(MarginModelCatalogue.names, to: name)
        throw SteelyardError(
          .invalidInput, "There is no margin model \"\(name.prefix(60))\".",
          remedy: near.map { "Did you mean \($0)?" }
            ?? "Choose of \(MarginModelCatalogue.names.joined(separator: ", ")); a file of your own "
            + "is passed by --parameters.")
      }
      guard !names.contains(name) else {
        throw SteelyardError(
          .invalidInput, "The model \(name) stands twice.", remedy: "Name each once.")
      }
      names.append(name)
    }
    return names
  }
}
