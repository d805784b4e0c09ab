import SteelyardCommandLine
import SteelyardContracts
import SteelyardMargin

/// The options that ask how far a book is from being liquidated.
enum EdgeOptions {
  static let reverse = CommandOption(
    flag: "reverse",
    "the nearest joint moves that take maintenance excess to zero, and the probability of ending "
      + "below zero over the horizon, in place of the shocks")
  static let liquidationPrice = CommandOption(
    flag: "liquidation-price",
    "the prices at which the whole book would be liquidated, along paths of one coin and of all, with "
      + "and without volatility that follows spot, in place of the shocks")
  static let betas = CommandOption<[Currency: Double]>(
    "betas", "COIN=BETA[,COIN=BETA...]", .once,
    "for --liquidation-price: by how much the logarithm of a coin's price moves for that of BTC (of the "
      + "first coin in a book without BTC); default: as in the state's scenarios"
  ) { text throws(SteelyardError) in try EdgeOptions.betas(text) }
  static let starts = CommandOption<Int>(
    "starts", "NUMBER", .once,
    "for --reverse: directions in which the search begins, and as many evaluations as they take; "
      + "default: \(startsDefault)"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: ReverseStressSettings.startsLimits)
  }
  static let samples = CommandOption<Int>(
    "samples", "NUMBER", .once,
    "for --reverse: samples of the probability; default: \(samplesDefault)"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: ReverseStressSettings.samplesLimits)
  }
  static let seed = CommandOption<UInt64>(
    "seed", "NUMBER", .once, "for --reverse: the seed of directions and samples; default: 1"
  ) { text throws(SteelyardError) in
    guard let seed = UInt64(text) else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no seed.",
        remedy: "Give a whole number from 0 up.")
    }
    return seed
  }

  static let startsDefault = 24
  static let samplesDefault = 2000

  static let all: [any DeclaredOption] = [
    reverse, liquidationPrice, betas, starts, samples, seed,
  ]

  /// Whether the arguments ask for the edge.
  static func isAsked(_ arguments: ParsedArguments) -> Bool {
    arguments.has(reverse) || arguments.has(liquidationPrice)
  }

  /// Sees to it that no option stands without the question that it belongs to, and no other question
  /// beside these.
  ///
  /// - Throws: `notApplicable`.
  static func check(_ arguments: ParsedArguments) throws(SteelyardError) {
    let belongs: [(option: String, question: String)] = [
      (betas.name, liquidationPrice.name), (starts.name, reverse.name),
      (samples.name, reverse.name), (seed.name, reverse.name),
    ]
    for (option, question) in belongs
    where arguments.has(optionNamed: option) && !arguments.has(optionNamed: question) {
      throw SteelyardError(
        .notApplicable, "--\(option) belongs to --\(question).",
        remedy: "Add --\(question), or leave it out.")
    }
    guard isAsked(arguments) else { return }
    let question = arguments.has(reverse) ? reverse.name : liquidationPrice.name
    let others = StressInput.all.map(\.name) + [WhatIfInput.option.name]
    for other in others where arguments.has(optionNamed: other) {
      throw SteelyardError(
        .notApplicable,
        "--\(question) asks about the book as it is in any market, --\(other) about another "
          + "question.", remedy: "Give one of the two.")
    }
  }

  private static func betas(_ text: String) throws(SteelyardError) -> [Currency: Double] {
    var betas: [Currency: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let fields = part.split(separator: "=", omittingEmptySubsequences: false)
      guard fields.count == 2 else {
        throw SteelyardError(
          .invalidInput, "\"\(part.prefix(60))\" is no beta.",
          remedy: "Write COIN=BETA[,COIN=BETA...], such as ETH=1.2,SOL=1.5.")
      }
      let coin = try Currency(fields[0])
      guard betas[coin] == nil else {
        throw SteelyardError(
          .invalidInput, "\(coin) has two betas.", remedy: "Give one for each coin.")
      }
      betas[coin] = try OptionValues.number(String(fields[1]))
    }
    return betas
  }
}
