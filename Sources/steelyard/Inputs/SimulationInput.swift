import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardInputs
import SteelyardLiquidation

/// The options of `simulate` that say what market and which accounts.
enum SimulationInput {
  static let embedded = CascadeSettings.embeddedName

  static let parameters = CommandOption(
    text: "parameters", "FILE",
    "market, policies and population; default: \(embedded), see `steelyard parameters show`")
  static let population = CommandOption(
    text: "population", "FILE", "accounts, CSV or JSON; default: drawn as the parameters say")
  static let accounts = CommandOption<Int>(
    "accounts", "N", .once, "how many accounts are drawn"
  ) { text throws(SteelyardError) in
    try OptionValues.integer(text, in: 1...Population.accountsMax)
  }
  static let longShare = number("long-share", "share of the accounts drawn that are long, 0 to 1")
  static let medianLeverage = number("median-leverage", "median leverage of the accounts drawn")
  static let leverage = number("leverage", "a multiple of everybody's leverage; default: 1")
  static let depth = number("depth", "a multiple of all depth; default: 1")

  static let price = CommandOption<(coin: String, price: Double)>(
    "price", "COIN=USD", .repeated,
    "the price of a coin before the shock, in place of the parameters'"
  ) { text throws(SteelyardError) in
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, !sides[0].isEmpty else {
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(40))\" is no price.", remedy: "Write BTC=93000.")
    }
    return (sides[0], try OptionValues.number(sides[1]))
  }

  static let all: [any DeclaredOption] = [
    parameters, population, price, accounts, longShare, medianLeverage, leverage, depth,
  ]

  static func number(_ name: String, _ summary: String) -> CommandOption<Double> {
    CommandOption<Double>(name, "NUMBER", .once, summary) { text throws(SteelyardError) in
      try OptionValues.number(text)
    }
  }

  /// The parameters, changed as the command line says.
  static func settings(_ arguments: ParsedArguments) throws(SteelyardError) -> CascadeSettings {
    let path = try arguments.value(parameters)
    var settings =
      if let path { try CascadeSettings(file: InputFile(path: path)) } else {
        try CascadeSettings.embedded()
      }
    if let count = try arguments.value(accounts) { settings.population.accounts = count }
    if let share = try arguments.value(longShare) { settings.population.longShare = share }
    if let median = try arguments.value(medianLeverage) {
      settings.population.leverageMedian = median
    }
    if let multiple = try arguments.value(depth) {
      guard multiple > 0 else {
        throw SteelyardError(
          .invalidInput, "--depth: \(multiple) is no multiple.", remedy: "Give a number above 0.")
      }
      settings.market = settings.market.deepened(by: multiple)
    }
    var priced: Set<String> = []
    for (name, price) in try arguments.values(price) {
      guard priced.insert(name).inserted else {
        throw SteelyardError(
          .invalidInput, "--price: \(name.prefix(40)) stands twice.", remedy: "Keep one.")
      }
      settings.market = try settings.market.repriced(
        try settings.market.coin(named: name), to: price)
    }
    return settings
  }

  /// Where the accounts come from.
  ///
  /// - Throws: `notApplicable` where a file is given with options of the drawing.
  static func source(
    _ arguments: ParsedArguments, _ settings: CascadeSettings
  ) throws(SteelyardError) -> CascadeStudy.Source {
    guard let path = try arguments.value(population) else {
      return .drawn(settings.population)
    }
    for name in ["accounts", "long-share", "median-leverage"]
    where arguments.has(optionNamed: name) {
      throw SteelyardError(
        .notApplicable, "--\(name): the accounts of a file are not drawn.",
        remedy: "Leave --\(name) or --population out.")
    }
    let file = try PopulationFile.read(
      InputFile(path: path), market: settings.populationMarket)
    return .given(try PopulationInput.population(file, market: settings.market))
  }
}
