package import SteelyardEngine

/// Where work is done that takes longer than a call.
package struct WorkDesks: Sendable {
  /// Stress tests of the house.
  let stress: HouseStressDesk
  /// Cascades and backtests.
  package let jobs: JobDesk
  /// The past that backtests walk through.
  package let history: ServiceHistory

  /// Desks over an engine.
  package init(_ engine: Engine, history: ServiceHistory = .none) {
    stress = HouseStressDesk(engine)
    jobs = JobDesk { engine.now }
    self.history = history
  }

  /// Ends what runs.
  package func stop() { jobs.stop() }
}
