import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket

/// Whether a service can answer what it is for.
enum ServiceReadiness {
  /// What it waits for, by name; empty when it is ready.
  static func missing(_ engine: Engine) -> [String] {
    var missing: [String] = []
    if engine.fault != nil { missing.append("writer") }
    let isGoverned = engine.configuration.models.values.allSatisfy {
      engine.governance.inForce($0, at: engine.now) != nil
    }
    if !isGoverned { missing.append("parameters") }
    if engine.frame == nil { missing.append("risk_frame") }
    if engine.cycleFailure != nil { missing.append("risk_cycle") }
    // One market that is halted is that market's matter; where all are, no order can be let in.
    if let standings = engine.frame?.board.standings, !standings.isEmpty,
      standings.values.allSatisfy({ $0.state == .halted })
    {
      missing.append("oracle")
    }
    return missing
  }

  /// The same, with what the engine does not know by itself.
  static func missing(_ service: ServiceContext) -> [String] {
    missing(service.engine) + (service.measuredJournal.lastFailure == nil ? [] : ["journal"])
  }

  /// Shows it as metrics.
  static func add(to metrics: Metrics, _ service: ServiceContext) {
    metrics.observed("steelyard_ready", "1 where every answer can be given.") {
      [([], missing(service).isEmpty ? 1 : 0)]
    }
    metrics.observed(
      "steelyard_not_ready", "1 for each thing that the service waits for.", labels: ["reason"]
    ) {
      missing(service).map { ([$0], 1) }
    }
  }
}
