import SteelyardContracts
import SteelyardMath
import SteelyardScenarios

/// Reads a group of a state that is kept as a distribution and a seed, and draws it.
enum SampledScenariosReader {
  /// Most variables of a distribution.
  static let variablesMax = 2 * ModelStateFile.coinsMax + ModelStateFile.assetsMax

  /// A group that knows just these coins.
  static func read(
    _ value: JSONValue, of coins: [Currency]
  ) throws(SteelyardError) -> JointScenarios {
    try value.allow(
      members: [
        "label", "count", "points", "replicates", "seed", "stream", "degrees_of_freedom", "coins",
        "variables", "correlation",
      ], of: "a group that is drawn")
    let known = try self.coins(value.required("coins"), of: coins)
    let (quantities, marginals) = try variables(value.required("variables"))
    let seed = try value.required("seed")
    guard let number = UInt64(try seed.string()) else {
      throw seed.error(
        "The seed \"\(seed.text.prefix(40))\" is no whole number.",
        remedy: "Write 0 up to \(UInt64.max) as a string.")
    }
    let sampled = SampledScenarios(
      label: try ModelStateReader.label(value.required("label")),
      count: try ModelStateReader.count(value.required("count")), sampling: try sampling(value),
      stream: RandomStream(
        seed: number,
        stream: UInt32(try ModelStateReader.count(value.required("stream")))),
      quantities: quantities, marginals: marginals,
      correlation: try correlation(value.required("correlation"), count: quantities.count),
      degreesOfFreedom: try value.present("degrees_of_freedom").map {
        value throws(SteelyardError) in try value.number()
      } ?? .infinity, coins: known)
    do throws(SteelyardError) {
      return try sampled.scenarios()
    } catch {
      throw JointScenariosReader.placed(error, in: value)
    }
  }

  private static func sampling(_ value: JSONValue) throws(SteelyardError) -> Sampling {
    let points = try value.required("points")
    let replicates = value.present("replicates")
    switch try points.string() {
    case "independent" where replicates == nil: return .independent
    case "antithetic" where replicates == nil: return .antithetic
    case "quasi_random":
      return .quasiRandom(
        replicates: try ModelStateReader.count(value.required("replicates")))
    default:
      throw points.error(
        "Points are chosen as \"\(points.text.prefix(40))\".",
        remedy: "Write independent, antithetic, or quasi_random with replicates.")
    }
  }

  private static func coins(
    _ value: JSONValue, of coins: [Currency]
  ) throws(SteelyardError) -> [Currency: SampledScenarios.Coin] {
    var known: [Currency: SampledScenarios.Coin] = [:]
    for (code, own) in try value.members() {
      let coin = try own.at(code) { text throws(SteelyardError) in try Currency(text) }
      guard coins.contains(coin) else {
        throw own.error(
          "The state's coins do not name \(coin).", remedy: "Add it there, or remove it here.")
      }
      try own.allow(
        members: ["horizon_days", "on_fall", "on_rise", "deviation"], of: "a coin that is drawn")
      let response = VolatilityResponse(
        onFall: try own.required("on_fall").number(), onRise: try own.required("on_rise").number(),
        deviation: try own.required("deviation").number())
      guard response.isAdmissible else {
        throw own.error(
          "The response of volatility to spot is impossible.",
          remedy: "Give finite numbers, and a deviation from 0 up.")
      }
      known[coin] = SampledScenarios.Coin(
        horizonDays: try own.required("horizon_days").number(), response: response)
    }
    for coin in coins where known[coin] == nil {
      throw value.error(
        "The group does not say how \(coin) moves.", remedy: "Add it, or remove it from coins.")
    }
    return known
  }

  private static func variables(
    _ list: JSONValue
  ) throws(SteelyardError) -> ([SampledScenarios.Quantity], [EmpiricalMarginal]) {
    var quantities: [SampledScenarios.Quantity] = []
    var marginals: [EmpiricalMarginal] = []
    for value in try list.elements() {
      guard quantities.count < variablesMax else {
        throw list.error(
          code: .limitExceeded, "There are more than \(variablesMax) variables.",
          remedy: "Calibrate with fewer coins.")
      }
      try value.allow(
        members: ["moves", "asset", "ends", "probabilities", "values"], of: "a variable")
      let code = try value.required("asset")
      let asset = try code.at(code.string()) { text throws(SteelyardError) in try Currency(text) }
      let moves = try value.required("moves")
      switch try moves.string() {
      case "spot": quantities.append(.spot(asset))
      case "volatility": quantities.append(.volatility(asset))
      case "price": quantities.append(.asset(asset))
      default:
        throw moves.error(
          "\"\(moves.text.prefix(40))\" is nothing that is drawn.",
          remedy: "Write spot, volatility or price.")
      }
      let ends = try value.required("ends")
      guard let known = EmpiricalMarginal.Ends(rawValue: try ends.string()) else {
        throw ends.error(
          "\"\(ends.text.prefix(40))\" says nothing of the ends.", remedy: "Write held or extended."
        )
      }
      let probabilities = try value.required("probabilities")
      let count = Array(try probabilities.elements()).count
      do throws(SteelyardError) {
        marginals.append(
          try EmpiricalMarginal(
            probabilities: try JointScenariosReader.numbers(probabilities, count: count),
            values: try JointScenariosReader.numbers(value.required("values"), count: count),
            ends: known))
      } catch {
        throw JointScenariosReader.placed(error, in: value)
      }
    }
    return (quantities, marginals)
  }

  /// The lower triangle with its diagonal, row after row.
  private static func correlation(
    _ list: JSONValue, count: Int
  ) throws(SteelyardError) -> Matrix {
    var matrix = Matrix.identity(count)
    let rows = Array(try list.elements())
    guard rows.count == count else {
      throw list.error(
        "There are \(rows.count) rows for \(count) variables.",
        remedy: "Give one for each, up to the diagonal.")
    }
    for (row, value) in rows.enumerated() {
      for (column, number) in try JointScenariosReader.numbers(value, count: row + 1).enumerated() {
        matrix[row, column] = number
        matrix[column, row] = number
      }
    }
    return matrix
  }
}
