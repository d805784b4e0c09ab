import SteelyardCommandLine
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
  /// The path of trades and orders to suppose; nil for none.
  let whatIf: String?
  /// The paths of the owner's other accounts.
  let group: [String]
  /// The state that `--state` names; nil for none.
  let state: ModelStateFile?
  /// Whether to go on without wrong rows.
  let isPartial: Bool

  /// What an account is read for.
  enum Purpose {
    /// Requirements of the model that the arguments name.
    case margin
    /// The same, without supposed trades.
    case plan
    /// The same in markets that move by a state, whatever the model.
    case edge
    /// Sensitivities: the model only says which volatilities options are priced from.
    case sensitivities
    /// Requirements of many accounts in markets that move by a state.
    case house
  }

  init(_ arguments: ParsedArguments, for purpose: Purpose) throws(SteelyardError) {
    positions =
      purpose == .house
      ? try arguments.required(ReportOptions.accounts)
      : try arguments.required(AccountOptions.positions)
    let parametersPath = try arguments.value(AccountOptions.parameters)
    let statePath = try arguments.value(AccountOptions.state)
    group = try arguments.values(AccountOptions.group)
    whatIf = purpose == .margin ? try arguments.value(WhatIfInput.option) : nil
    try StandardInputUse.check(
      try arguments.values(MarketOptions.market) + [positions]
        + [parametersPath, statePath, whatIf].compactMap { $0 } + group
        + (purpose == .plan ? try arguments.values(OrderBookInput.option) : []))
    let name = try arguments.value(AccountOptions.model) ?? AccountOptions.modelDefault
    let parameters = try parametersPath.map { path throws(SteelyardError) in
      try InputFile(path: path)
    }
    let named = try MarginModelCatalogue.specification(named: name, parameters: parameters)
    guard named.needsState || statePath == nil || purpose == .edge || purpose == .house else {
      throw SteelyardError(
        .notApplicable, "The model \(name) keeps no state.", remedy: "Leave --state out.")
    }
    state = try statePath.map { path throws(SteelyardError) in
      Progress.stage("reading \(path)")
      return try ModelStateFile.read(InputFile(path: path))
    }
    switch purpose {
    case .margin, .plan, .edge, .house:
      model = try MarginModelCatalogue.model(
        named: name, parameters: parameters, state: named.needsState ? state : nil)
    case .sensitivities: model = Valuation(surfaceSource: named.surfaceSource)
    }
    stated = try arguments.values(AccountOptions.stated).map { option throws(SteelyardError) in
      try StatedAmount(name: option.name, currency: option.currency, amount: option.amount)
    }
    isPartial = arguments.has(AccountOptions.partial)
    // A plan counts what the owner holds elsewhere in the impact of its trades, whatever the model.
    guard group.isEmpty || purpose == .plan || model.looksAtOwner else {
      throw SteelyardError(
        .notApplicable,
        "--group: the model \(model.name) has no charge for what the owner holds elsewhere.",
        remedy: "Leave it out, or pass --model dynamic.")
    }
  }

  /// Sees to it that every stated amount is one the model knows: a misspelt one would be charged
  /// under a name that nobody meant.
  ///
  /// - Throws: `notApplicable` for a name that the model has no charge for, or a currency without a
  ///   price.
  func checkStated(in frame: RiskFrame) throws(SteelyardError) {
    for amount in stated {
      let isKnown = model.statedNames.contains(amount.name)
      guard !isKnown || frame.usdPrice(of: amount.currency) == nil else { continue }
      throw SteelyardError(
        .notApplicable,
        "--stated: the model \(model.name) has no charge \"\(amount.name.prefix(60))\" in "
          + "\(amount.currency).",
        remedy: isKnown
          ? "Add a market file with \(amount.currency), or pass --price \(amount.currency)=PRICE."
          : model.statedNames.isEmpty
            ? "Leave it out: the model takes no stated amounts."
            : "It has \(model.statedNames.joined(separator: ", ")).")
    }
  }
}

extension MarginModel {
  /// Whether a charge depends on what the owner holds in other accounts.
  var looksAtOwner: Bool {
    charges.contains { applied in
      if case .liquidity = applied.charge { true } else { false }
    }
  }

  /// The amounts that the model takes from its caller, by name.
  var statedNames: [String] {
    let names = charges.compactMap { applied in
      if case .stated(let name) = applied.charge { name } else { nil }
    }
    return Set(names).sorted()
  }

  private var charges: [AppliedCharge] {
    switch self {
    case let model as ScenarioMargin: model.specification.families.flatMap(\.charges)
    case let model as PositionMargin: model.specification.families.flatMap(\.charges)
    case let model as DynamicMargin: model.specification.charges.all.flatMap(\.self)
    default: []
    }
  }
}
