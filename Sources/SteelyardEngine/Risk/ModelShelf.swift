import SteelyardContracts
import SteelyardLedger
import SteelyardMargin

/// The margin models that the governed parameters ask for at an instant, each made once.
struct ModelShelf {
  /// Models in force, and those that they replaced not long ago.
  struct InForce {
    let models: LiveModels
    /// What changes whenever any of them does.
    let version: UInt64
    /// The models before the last change, and when that was; nil where it was long ago.
    let replaced: (models: LiveModels, since: Timestamp)?
  }

  private struct Key: Hashable {
    let model: String
    let hash: String
  }
  private var made: [Key: any MarginModel] = [:]
  private let names: [MarginMode: String]
  private let maker: any ModelMaking

  /// - Parameter names: The model of each margin mode.
  init(names: [MarginMode: String], maker: any ModelMaking) {
    self.names = names
    self.maker = maker
  }

  /// What is in force at an instant.
  ///
  /// - Throws: `notFound` for a model without parameters; what is wrong with a file, which can't be, as it was
  ///   checked when it was proposed.
  mutating func inForce(
    _ governance: ParameterGovernance, at time: Timestamp, graceSeconds: Int64
  ) throws(SteelyardError) -> InForce {
    var current: [MarginMode: any MarginModel] = [:]
    var before: [MarginMode: any MarginModel] = [:]
    var since: Timestamp?
    var version: UInt64 = 0
    for mode in MarginMode.allCases {
      let name = names[mode] ?? ""
      guard let own = governance.inForce(name, at: time) else {
        throw SteelyardError(
          .notFound, "No parameters of \"\(name)\" are in force.", remedy: "Adopt some.")
      }
      current[mode] = try model(own)
      // Every version counts once, so that the sum changes with any of them.
      version += UInt64(own.number)
      if let old = governance.replaced(name, at: time),
        time < own.since.advanced(bySeconds: graceSeconds)
      {
        before[mode] = try model(old)
        since = max(since ?? own.since, own.since)
      }
    }
    guard let portfolio = current[.portfolio], let cross = current[.cross],
      let isolated = current[.isolated]
    else { preconditionFailure("every mode was looked at") }
    let models = LiveModels(portfolio: portfolio, cross: cross, isolated: isolated)
    let replaced = since.map { since in
      (
        LiveModels(
          portfolio: before[.portfolio] ?? portfolio, cross: before[.cross] ?? cross,
          isolated: before[.isolated] ?? isolated), since
      )
    }
    return InForce(models: models, version: version, replaced: replaced)
  }

  private mutating func model(_ version: ParameterVersion) throws(SteelyardError) -> any MarginModel
  {
    let key = Key(model: version.model, hash: version.hash)
    if let model = made[key] { return model }
    let model = try maker.model(named: version.model, parameters: version.file)
    made[key] = model
    return model
  }
}
