import SteelyardEngine

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
    return missing
  }
}
