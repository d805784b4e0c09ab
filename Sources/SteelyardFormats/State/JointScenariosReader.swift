import SteelyardContracts
import SteelyardScenarios

/// Reads one group of joint scenarios of a state.
enum JointScenariosReader {
  /// The factors of a coin, as files name them.
  static let factors = ["spot", "volatility", "skew", "basis", "perpetual", "funding"]

  /// A group that knows just these coins.
  static func read(
    _ value: JSONValue, of coins: [Currency]
  ) throws(SteelyardError) -> JointScenarios {
    if let sampled = value.present("sampled") {
      try value.allow(members: ["sampled"], of: "a group that is drawn")
      return try SampledScenariosReader.read(sampled, of: coins)
    }
    try value.allow(
      members: ["labels", "weights", "coins", "assets"], of: "a group of scenarios")
    let labels = try ModelStateReader.texts(
      value.required("labels"), countMax: JointScenarios.countMax)
    let weights =
      try value.present("weights").map { value throws(SteelyardError) in
        try numbers(value, count: labels.count)
      } ?? [Double](repeating: 1, count: labels.count)
    let moves = try value.required("coins")
    var known: [Currency: CoinScenarios] = [:]
    for (code, own) in try moves.members() {
      let coin = try own.at(code) { text throws(SteelyardError) in try Currency(text) }
      guard coins.contains(coin) else {
        throw own.error(
          "The state's coins do not name \(coin).", remedy: "Add it there, or remove it here.")
      }
      known[coin] = try self.coin(own, count: labels.count)
    }
    for coin in coins where known[coin] == nil {
      throw moves.error(
        "The group does not say how \(coin) moves.", remedy: "Add it, or remove it from coins.")
    }
    var assets: [Currency: [Double]] = [:]
    if let value = value.present("assets") {
      for (code, own) in try value.members() {
        guard assets.count < ModelStateFile.assetsMax else {
          throw value.error(
            code: .limitExceeded, "The group moves more than \(ModelStateFile.assetsMax) assets.",
            remedy: "Keep those that are held.")
        }
        let asset = try own.at(code) { text throws(SteelyardError) in try Currency(text) }
        assets[asset] = try numbers(own, count: labels.count)
      }
    }
    do throws(SteelyardError) {
      return try JointScenarios(labels: labels, weights: weights, coins: known, assets: assets)
    } catch {
      throw placed(error, in: value)
    }
  }

  private static func coin(
    _ value: JSONValue, count: Int
  ) throws(SteelyardError) -> CoinScenarios {
    try value.allow(members: Set(factors + ["horizon_days"]), of: "a coin's moves")
    func column(_ value: JSONValue?) throws(SteelyardError) -> [Double] {
      try value.map { value throws(SteelyardError) in try numbers(value, count: count) } ?? []
    }
    return CoinScenarios(
      horizonDays: try value.required("horizon_days").number(),
      spot: try numbers(value.required("spot"), count: count),
      volatility: try column(value.present("volatility")), skew: try column(value.present("skew")),
      basis: try column(value.present("basis")), perpetual: try column(value.present("perpetual")),
      funding: try column(value.present("funding")))
  }

  static func numbers(_ list: JSONValue, count: Int) throws(SteelyardError) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for value in try list.elements() {
      guard numbers.count < count else {
        throw list.error(
          "There are more numbers than the \(count) labels.", remedy: "Give one for each label.")
      }
      numbers.append(try value.number())
    }
    guard numbers.count == count else {
      throw list.error(
        "There are \(numbers.count) numbers for \(count) labels.",
        remedy: "Give one for each label.")
    }
    return numbers
  }

  /// A refusal of the scenarios themselves, with the file and the path that leads to them.
  static func placed(_ error: SteelyardError, in value: JSONValue) -> SteelyardError {
    guard case .place(_, _, let inner?) = error.subject,
      case .place(let file, let row, let outer) = value.subject
    else { return error.about(value.subject) }
    let field = inner.replacing("horizonDays", with: "horizon_days")
    return error.about(
      .place(file: file, row: row, field: outer.map { "\($0).\(field)" } ?? field))
  }
}
