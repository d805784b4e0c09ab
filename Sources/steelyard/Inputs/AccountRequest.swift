import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

/// What a command line asks of a portfolio: read before any large file, so that a wrong option
/// costs no time.
struct AccountRequest {
  /// The path of the positions.
  let positions: String
  let model: any MarginModel
  let stated: [StatedAmount]
  /// Whether to go on without wrong rows.
  let isPartial: Bool

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    positions = try arguments.required(AccountOptions.positions)
    let parametersPath = try arguments.value(AccountOptions.parameters)
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market) + [positions]
        + [parametersPath].compactMap { $0 })
    let name = try arguments.value(AccountOptions.model) ?? AccountOptions.modelDefault
    let parameters = try parametersPath.map { path throws(SteelyardError) in
      try InputFile(path: path)
    }
    model = try MarginModelCatalogue.model(named: name, parameters: parameters)
    if try arguments.value(AccountOptions.state) != nil {
      throw SteelyardError(
        .notApplicable, "The model \(name) keeps no state.", remedy: "Leave --state out.")
    }
    stated = try arguments.values(AccountOptions.stated).map { option throws(SteelyardError) in
      try StatedAmount(name: option.name, currency: option.currency, amount: option.amount)
    }
    isPartial = arguments.has(AccountOptions.partial)
  }

  /// Sees to it that every stated amount was counted: one that no charge takes would be lost.
  ///
  /// - Throws: `notApplicable` for one that the model has no charge for in what is held.
  func checkStated(_ explanation: MarginExplanation) throws(SteelyardError) {
    for amount in stated {
      let settled = explanation.buckets.filter { $0.underlying.settlement == amount.currency }
      let isTaken = explanation.charges.contains { charge in
        charge.name == amount.name && settled.contains { $0.name == charge.bucket }
      }
      guard !isTaken else { continue }
      throw SteelyardError(
        .notApplicable,
        "--stated: the model \(model.name) has no charge \"\(amount.name.prefix(60))\" on what is "
          + "held in \(amount.currency).",
        remedy: "`--explain` lists the charges; leave out what the model does not have.")
    }
  }
}
