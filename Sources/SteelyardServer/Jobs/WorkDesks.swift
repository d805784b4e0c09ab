import SteelyardEngine

/// Where work is done that takes longer than a call.
struct WorkDesks: Sendable {
  /// Stress tests of the house.
  let stress: HouseStressDesk

  /// Desks over an engine.
  init(_ engine: Engine) {
    stress = HouseStressDesk(engine)
  }
}
