import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// Reads a model's state; `ModelStateFile.json` writes it.
enum ModelStateReader {
  private static let members: Set<String> = [
    "steelyard", "version", "name", "model", "parameters", "as_of", "epoch", "seed", "sources",
    "coins", "initial", "maintenance",
  ]

  static func read(_ document: JSONDocument) throws(SteelyardError) -> ModelState {
    let root = document.root
    guard root.optional("steelyard") != nil else {
      throw document.input.error(
        "The JSON is no model state.", remedy: "Give one that `steelyard calibrate` wrote.")
    }
    try SteelyardHeader.check(root, kind: "model-state", members: members)
    let coins = try coins(root.required("coins"))
    let seed = try root.required("seed")
    guard let number = UInt64(try seed.string()) else {
      throw seed.error(
        "The seed \"\(seed.text.prefix(40))\" is no whole number.",
        remedy: "Write 0 up to \(UInt64.max) as a string.")
    }
    let asOf = try root.required("as_of")
    return ModelState(
      name: try name(root.required("name")), model: try name(root.required("model")),
      parameters: try name(root.required("parameters")),
      asOf: try asOf.at(asOf.string()) { text throws(SteelyardError) in
        try Timestamp(parsing: text)
      },
      epoch: try count(root.required("epoch")), seed: number,
      sources: try texts(root.required("sources"), countMax: ModelStateFile.sourcesMax),
      coins: coins, initial: try scenarios(root.required("initial"), of: coins),
      maintenance: try scenarios(root.required("maintenance"), of: coins))
  }

  private static func coins(_ list: JSONValue) throws(SteelyardError) -> [CoinState] {
    var coins: [CoinState] = []
    for value in try list.elements() {
      guard coins.count < ModelStateFile.coinsMax else {
        throw list.error(
          code: .limitExceeded, "The state names more than \(ModelStateFile.coinsMax) coins.",
          remedy: "Calibrate with fewer.")
      }
      let coin = try CoinStateReader.read(value)
      guard !coins.contains(where: { $0.coin == coin.coin }) else {
        throw value.error("\(coin.coin) stands twice.", remedy: "Keep one of the two.")
      }
      coins.append(coin)
    }
    guard !coins.isEmpty else {
      throw list.error("The state knows no coin.", remedy: "Calibrate with a history of one.")
    }
    return coins
  }

  private static func scenarios(
    _ value: JSONValue, of coins: [CoinState]
  ) throws(SteelyardError) -> StateScenarios {
    try value.allow(
      members: ["broken_stride", "core", "stressed", "crashes"], of: "a requirement's scenarios")
    func group(_ value: JSONValue?) throws(SteelyardError) -> JointScenarios? {
      try value.map { value throws(SteelyardError) in
        try JointScenariosReader.read(value, of: coins.map(\.coin))
      }
    }
    return StateScenarios(
      core: try JointScenariosReader.read(value.required("core"), of: coins.map(\.coin)),
      stressed: try group(value.present("stressed")), crashes: try group(value.present("crashes")),
      brokenStride: try value.present("broken_stride").map { value throws(SteelyardError) in
        let stride = try count(value)
        guard stride > 0 else {
          throw value.error("The stride is 0.", remedy: "Give 1 or more, or leave it out.")
        }
        return stride
      })
  }

  /// A whole number from 0 up.
  static func count(_ value: JSONValue) throws(SteelyardError) -> Int {
    let number = try value.integer()
    guard (0...Int64(Int32.max)).contains(number) else {
      throw value.error(
        "\(number) is no count.", remedy: "Write a whole number from 0 to \(Int32.max).")
    }
    return Int(number)
  }

  /// Names stand before a blank in answers.
  private static func name(_ value: JSONValue) throws(SteelyardError) -> String {
    let text = try label(value)
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw value.error(
        "\"\(text.prefix(40))\" is no name.",
        remedy: "Write letters, digits and signs without a blank.")
    }
    return text
  }

  static func texts(_ list: JSONValue, countMax: Int) throws(SteelyardError) -> [String] {
    var texts: [String] = []
    for value in try list.elements() {
      guard texts.count < countMax else {
        throw list.error(
          code: .limitExceeded, "The list has more than \(countMax) entries.",
          remedy: "Shorten it.")
      }
      texts.append(try label(value))
    }
    return texts
  }

  static func label(_ value: JSONValue) throws(SteelyardError) -> String {
    let text = try value.string()
    guard text.utf8.count <= ModelStateFile.textBytesMax else {
      throw value.error(
        code: .limitExceeded, "The text is longer than \(ModelStateFile.textBytesMax) bytes.",
        remedy: "Shorten it.")
    }
    return text
  }
}
