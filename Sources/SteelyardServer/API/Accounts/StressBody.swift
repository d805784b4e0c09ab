import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

/// What a call asks a book to be shocked with.
struct StressBody {
  let question: StressQuestion

  /// Reads events and shocks; without either, every event of the library.
  ///
  /// - Throws: `notFound` for an event that the library has not; `invalidInput` for a shock that is none.
  init(_ body: APIBody) throws(SteelyardError) {
    let library = try EventLibrary.embedded()
    var shocks: [MarketShock] = []
    if let names = body.root.present("events") {
      for name in try names.elements() {
        let event = try name.at(try name.string()) { text throws(SteelyardError) in
          try library.event(named: text)
        }
        shocks.append(MarketShock(event))
      }
    }
    if let list = body.root.present("shocks") {
      for shock in try list.elements() { shocks.append(try StressBody.shock(shock)) }
    }
    let isNothingAsked =
      body.root.present("events") == nil && body.root.present("shocks") == nil
    question = try StressQuestion(
      shocks: isNothingAsked ? library.events.map { MarketShock($0) } : shocks, events: [],
      planes: [])
  }

  static func shock(_ value: JSONValue) throws(SteelyardError) -> MarketShock {
    var coins: [Currency: CoinShock] = [:]
    if let moves = value.present("coins") {
      for (code, moved) in try moves.members() {
        let coin = try moved.at(code) { code throws(SteelyardError) in try Currency(code) }
        coins[coin] = try move(moved)
      }
    }
    var others = CoinShock()
    if let rest = value.present("others") { others = try move(rest) }
    let label = try value.required("label").string()
    let days = try value.present("days")?.number() ?? 0
    return MarketShock(label: label, days: days, coins: coins, others: others, assets: [:])
  }

  private static func move(_ value: JSONValue) throws(SteelyardError) -> CoinShock {
    var shock = CoinShock()
    shock.spot = try value.present("spot")?.number()
    shock.volatility = try value.present("volatility")?.number()
    shock.skew = try value.present("skew")?.number()
    shock.basis = try value.present("basis")?.number()
    return shock
  }

  /// How markets respond to shocks: as the model says, or as the dynamic model does as it comes.
  static func response(of model: any MarginModel) throws(SteelyardError) -> StressResponse {
    if let dynamic = model as? DynamicMargin { return try StressResponse(dynamic.specification) }
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else {
      throw SteelyardError(
        .unsupported, "The catalogue has no dynamic model.", remedy: "Use the model dynamic.")
    }
    return try StressResponse(specification)
  }
}
