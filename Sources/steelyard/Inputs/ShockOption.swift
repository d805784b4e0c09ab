import SteelyardCommandLine
import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// A shock of the caller's own on the command line.
struct ShockOption: Sendable {
  let shock: MarketShock

  static let option = CommandOption<ShockOption>(
    "shock", "PART[,PART...]", .repeated,
    "a shock of your own: [COIN:|others:]INPUT=VALUE parts with the inputs spot, volatility, skew, "
      + "basis, premium, funding, price, oracle_error, venue_loss, besides days=DAYS and name=TEXT, "
      + "such as BTC:spot=-30%,others:spot=-0.4,USDC:price=-5%,days=1"
  ) { text throws(SteelyardError) in try ShockOption(text) }

  /// The inputs with the factors of events that they are.
  private static let factors: [(word: String, factor: EventFactor)] = [
    ("spot", .spot), ("volatility", .volatilityLevel), ("skew", .skew), ("basis", .basis),
    ("premium", .perpetualPremium), ("funding", .funding), ("price", .price),
    ("oracle_error", .oracleError), ("venue_loss", .venueLoss),
  ]

  /// - Throws: `invalidInput` that shows the part which is wrong, with the nearest word.
  init(_ text: String) throws(SteelyardError) {
    var figures: [EventFigure] = []
    var days: Double?
    var name: String?
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      do throws(SteelyardError) {
        let (place, value) = try ShockOption.halves(part)
        switch place {
        case "days": days = try ShockOption.once(days, try OptionValues.number(value))
        case "name": name = try ShockOption.once(name, value)
        default: figures.append(try ShockOption.figure(place, value))
        }
      } catch {
        throw SteelyardError(
          error.code, "In \"\(part.prefix(60))\": \(error.message)", remedy: error.remedy)
      }
    }
    guard !figures.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The shock moves nothing.", remedy: "Give a part such as BTC:spot=-0.3.")
    }
    shock = try MarketShock(label: name ?? text, days: days ?? 0, figures: figures)
  }

  private static func halves(
    _ part: Substring
  ) throws(SteelyardError) -> (place: String, value: String) {
    let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else {
      throw SteelyardError(
        .invalidInput, "That is no part of a shock.",
        remedy: "Write INPUT=VALUE or COIN:INPUT=VALUE, such as BTC:spot=-0.3.")
    }
    return (String(halves[0]), String(halves[1]))
  }

  private static func once<Value>(
    _ old: Value?, _ new: Value
  ) throws(SteelyardError) -> Value {
    guard old == nil else {
      throw SteelyardError(.invalidInput, "It stands twice.", remedy: "Give it once.")
    }
    return new
  }

  /// A figure from `BTC:spot` and `-30%`.
  private static func figure(
    _ place: String, _ value: String
  ) throws(SteelyardError) -> EventFigure {
    let words = place.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard words.count <= 2, let word = words.last else {
      throw SteelyardError(
        .invalidInput, "\"\(place.prefix(60))\" names more than a coin and an input.",
        remedy: "Write COIN:INPUT=VALUE, such as BTC:spot=-0.3.")
    }
    guard let factor = factors.first(where: { $0.word == word })?.factor else {
      let near = NearestWord.among(factors.map(\.word), to: word)
      throw SteelyardError(
        .invalidInput, "\"\(word.prefix(60))\" is no input of a shock.",
        remedy: near.map { "Did you mean \($0)?" }
          ?? "Give \(factors.map(\.word).joined(separator: ", ")), days or name.")
    }
    let asset = words.count == 2 && words[0] != "others" ? try Currency(words[0]) : nil
    if factor == .price, asset == nil {
      throw SteelyardError(
        .invalidInput, "A price against a peg is that of one asset.",
        remedy: "Name it, such as USDC:price=-0.05.")
    }
    if factor == .venueLoss, asset != nil {
      throw SteelyardError(
        .invalidInput, "A failed venue loses a share of every balance.",
        remedy: "Write venue_loss=0.6 without a coin.")
    }
    let number =
      value.hasSuffix("%")
      ? try OptionValues.number(String(value.dropLast())) / 100 : try OptionValues.number(value)
    return EventFigure(
      factor: factor, asset: asset, value: number, evidence: .cited("the command line"))
  }
}
