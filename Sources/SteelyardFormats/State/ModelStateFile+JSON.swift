public import SteelyardContracts
public import SteelyardMargin
import SteelyardScenarios

extension ModelStateFile {
  /// A state in Steelyard's own format, version 1: indented JSON in UTF-8, a line for each column,
  /// that `read` gives back without loss.
  ///
  /// Columns without a move, weights that are all 1 and groups that are not there are left out. The
  /// same state gives the same bytes everywhere, so that it has one hash.
  ///
  /// - Throws: `invalidInput` for a number that JSON cannot say.
  public static func json(_ state: ModelState) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.indented)
    try writer.object { writer throws(SteelyardError) in
      SteelyardHeader.write(kind: "model-state", &writer)
      writer.key("name")
      writer.string(state.name)
      writer.key("model")
      writer.string(state.model)
      writer.key("parameters")
      writer.string(state.parameters)
      writer.key("as_of")
      writer.string(state.asOf.description)
      writer.key("epoch")
      writer.integer(state.epoch)
      // Programs that read numbers as doubles would change a seed beyond 2^53.
      writer.key("seed")
      writer.string(String(state.seed))
      writer.key("sources")
      try writer.array { writer in
        for source in state.sources { writer.string(source) }
      }
      writer.key("coins")
      try writer.array { writer throws(SteelyardError) in
        for coin in state.coins { try write(coin, &writer) }
      }
      writer.key("initial")
      try write(state.initial, &writer)
      writer.key("maintenance")
      try write(state.maintenance, &writer)
    }
    return writer.text + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ coin: CoinState, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.key("coin")
      writer.string(coin.coin.code)
      try number("fast", coin.fast, &writer)
      try number("slow", coin.slow, &writer)
      try number("initial_scale", coin.initialScale, &writer)
      try number("maintenance_scale", coin.maintenanceScale, &writer)
      try number("worst_fall", coin.worstFall, &writer)
      try number("largest_rise", coin.largestRise, &writer)
      writer.key("observations")
      writer.integer(coin.observations)
      if let volume = coin.dailyVolumeUSD { try number("daily_volume_usd", volume, &writer) }
    }
  }

  private static func write(
    _ scenarios: StateScenarios, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      if let stride = scenarios.brokenStride {
        writer.key("broken_stride")
        writer.integer(stride)
      }
      writer.key("core")
      try write(scenarios.core, &writer)
      if let stressed = scenarios.stressed {
        writer.key("stressed")
        try write(stressed, &writer)
      }
      if let crashes = scenarios.crashes {
        writer.key("crashes")
        try write(crashes, &writer)
      }
    }
  }

  private static func write(
    _ group: JointScenarios, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    if let origin = group.origin { return try write(origin, &writer) }
    try writer.object { writer throws(SteelyardError) in
      writer.key("labels")
      try writer.row { writer in
        for label in group.labels { writer.string(label) }
      }
      if group.weights.contains(where: { $0 != 1 }) {
        try column("weights", group.weights, &writer)
      }
      writer.key("coins")
      try writer.object { writer throws(SteelyardError) in
        for (coin, moves) in group.coins.sorted(by: { $0.key < $1.key }) {
          writer.key(named: coin.code)
          try write(moves, &writer)
        }
      }
      guard !group.assets.isEmpty else { return }
      writer.key("assets")
      try writer.object { writer throws(SteelyardError) in
        for (asset, moves) in group.assets.sorted(by: { $0.key < $1.key }) {
          try column(asset.code, moves, &writer)
        }
      }
    }
  }

  private static func write(
    _ moves: CoinScenarios, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      try number("horizon_days", moves.horizonDays, &writer)
      try column("spot", moves.spot, &writer)
      for (name, values) in [
        ("volatility", moves.volatility), ("skew", moves.skew), ("basis", moves.basis),
        ("perpetual", moves.perpetual), ("funding", moves.funding),
      ] where !values.isEmpty {
        try column(name, values, &writer)
      }
    }
  }

  static func number(
    _ key: StaticString, _ number: Double, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key(key)
    try writer.number(number)
  }

  static func column(
    _ key: String, _ values: [Double], _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key(named: key)
    try writer.row { writer throws(SteelyardError) in
      for value in values { try writer.number(value) }
    }
  }
}
