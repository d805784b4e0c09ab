package import SteelyardContracts
package import SteelyardLedger
import SteelyardMargin

/// The margin models that the governed parameters ask for at an instant, each made once.
package struct ModelShelf {
  /// Models in force, and those that they replaced not long ago.
  package struct InForce {
    package let models: LiveModels
    /// How many versions have come into force: it changes whenever any of them does.
    package let version: UInt64
    /// The models before the last change, and when that was; nil where it was long ago.
    package let replaced: (models: LiveModels, since: Timestamp)?
  }

  private struct Key: Hashable {
    let model: String
    let hash: String
    let stateHash: String?
  }
  private var made: [Key: any MarginModel] = [:]
  /// What the call that runs has asked for: the rest is forgotten at its end.
  private var asked: Set<Key> = []
  /// The parameter set of each file, by the file's hash.
  private var sets: [String: String] = [:]
  private let names: [MarginMode: String]
  private let maker: any ModelMaking

  /// - Parameter names: The model of each margin mode.
  package init(names: [MarginMode: String], maker: any ModelMaking) {
    self.names = names
    self.maker = maker
  }

  /// What is in force at an instant.
  ///
  /// - Throws: `notFound` for a model without parameters; what is wrong with a file, which can't be, as it was
  ///   checked when it was proposed.
  package mutating func inForce(
    _ governance: ParameterGovernance, at time: Timestamp, graceSeconds: Int64
  ) throws(SteelyardError) -> InForce {
    asked.removeAll(keepingCapacity: true)
    var current: [MarginMode: any MarginModel] = [:]
    var before: [MarginMode: any MarginModel] = [:]
    var since: Timestamp?
    for mode in MarginMode.allCases {
      let name = names[mode] ?? ""
      guard let own = governance.inForce(name, at: time) else {
        throw SteelyardError(
          .notFound, "No parameters of \"\(name)\" are in force.", remedy: "Adopt some.")
      }
      let learned = try state(for: own, in: governance, at: time)
      current[mode] = try model(own, learned)
      let old = ModelShelf.replaced(own, in: governance, at: time, graceSeconds)
      // Other parameters had a state of their own; the same ones may have had another.
      let oldState =
        try old.map { old throws(SteelyardError) in
          try state(for: old, in: governance, at: time)
        }
        ?? learned.flatMap { ModelShelf.replaced($0, in: governance, at: time, graceSeconds) }
      // The first state of a set replaces the one that came with it, if its parameters were in force already.
      let replacesOwn =
        old == nil && oldState == nil
        && learned.map { own.since < $0.since && ModelShelf.isInGrace($0, at: time, graceSeconds) }
          ?? false
      if old != nil || oldState != nil || replacesOwn {
        before[mode] = try? model(old ?? own, oldState)
        since = max(since, old == nil ? learned?.since : own.since)
      }
    }
    guard let portfolio = current[.portfolio], let cross = current[.cross],
      let isolated = current[.isolated]
    else { preconditionFailure("every mode was looked at") }
    // A file of calibrated state comes every day; those before the last one's grace are not asked for again.
    if made.count > asked.count { made = made.filter { asked.contains($0.key) } }
    let models = LiveModels(portfolio: portfolio, cross: cross, isolated: isolated)
    let replaced = since.map { since in
      (
        LiveModels(
          portfolio: before[.portfolio] ?? portfolio, cross: before[.cross] ?? cross,
          isolated: before[.isolated] ?? isolated), since
      )
    }
    return InForce(
      models: models, version: governance.versionCount(at: time), replaced: replaced)
  }

  /// The state in force for the parameter set of a version; nil where the set's own is used.
  private mutating func state(
    for version: ParameterVersion, in governance: ParameterGovernance, at time: Timestamp
  ) throws(SteelyardError) -> ParameterVersion? {
    let set: String
    if let known = sets[version.hash] {
      set = known
    } else {
      set = try maker.parameterSet(named: version.model, parameters: version.file)
      sets[version.hash] = set
    }
    return governance.state(of: version.model, parameterSet: set, at: time)
  }

  /// What a version replaced, while its grace lasts.
  private static func replaced(
    _ version: ParameterVersion, in governance: ParameterGovernance, at time: Timestamp,
    _ graceSeconds: Int64
  ) -> ParameterVersion? {
    isInGrace(version, at: time, graceSeconds)
      ? governance.replaced(version.model, at: time) : nil
  }

  private static func isInGrace(
    _ version: ParameterVersion, at time: Timestamp, _ graceSeconds: Int64
  ) -> Bool {
    time < version.since.advanced(bySeconds: graceSeconds)
  }

  private mutating func model(
    _ version: ParameterVersion, _ state: ParameterVersion?
  ) throws(SteelyardError) -> any MarginModel {
    let key = Key(model: version.model, hash: version.hash, stateHash: state?.hash)
    asked.insert(key)
    if let model = made[key] { return model }
    let model = try maker.model(
      named: version.model, parameters: version.file, state: state?.file)
    made[key] = model
    return model
  }
}

/// The later of two instants that may be missing.
private func max(_ first: Timestamp?, _ second: Timestamp?) -> Timestamp? {
  guard let first, let second else { return first ?? second }
  return first > second ? first : second
}
