import SteelyardContracts
import SteelyardMargin

/// Reads what a state knows of one coin.
enum CoinStateReader {
  private static let members: Set<String> = [
    "coin", "fast", "slow", "initial_scale", "maintenance_scale", "worst_fall", "largest_rise",
    "observations", "daily_volume_usd",
  ]

  static func read(_ value: JSONValue) throws(SteelyardError) -> CoinState {
    try value.allow(members: members, of: "a coin")
    let code = try value.required("coin")
    let coin = try code.at(code.string()) { text throws(SteelyardError) in try Currency(text) }
    return CoinState(
      coin: coin, fast: try volatility(value.required("fast")),
      slow: try volatility(value.required("slow")),
      initialScale: try volatility(value.required("initial_scale")),
      maintenanceScale: try volatility(value.required("maintenance_scale")),
      worstFall: try number(
        value.required("worst_fall"), "Give a fall above -1, at most 0."
      ) { $0 > -1 && $0 <= 0 },
      largestRise: try number(value.required("largest_rise"), "Give a rise from 0 up.") { $0 >= 0 },
      observations: try ModelStateReader.count(value.required("observations")),
      dailyVolumeUSD: try value.present("daily_volume_usd").map { value throws(SteelyardError) in
        try number(value, "Give US dollars from 0 up, or leave it out.") { $0 >= 0 }
      })
  }

  private static func volatility(_ value: JSONValue) throws(SteelyardError) -> Double {
    try number(value, "Give a daily volatility above 0, as a decimal.") { $0 > 0 }
  }

  private static func number(
    _ value: JSONValue, _ remedy: String, _ isPossible: (Double) -> Bool
  ) throws(SteelyardError) -> Double {
    let number = try value.number()
    guard isPossible(number) else {
      throw value.error("\(value.key ?? "The number") is \(number).", remedy: remedy)
    }
    return number
  }
}
