import SteelyardScenarios

/// The groups of scenarios that one requirement of the dynamic model looks at, as a screen has them.
struct ScreenRequirement: Sendable {
  let measure: DynamicMeasure
  /// Places of the groups in the screen's layout.
  let core: Int
  let stressed: Int?
  let crashes: Int?
  let broken: Int?
  /// What is kept of one asset alone, by its row of the matrix.
  let linear: [LinearRequirement]
}

/// What a screen knows of one number: that it is between two others.
struct ScreenBounds: Sendable {
  var lower = 0.0
  var upper = 0.0
}

extension DynamicMeasure {
  /// What is kept of one coin, or of all, before broken correlations.
  func kept(core: Double, stressed: Double, crash: Double) -> Double {
    max(core, (1 - stressedWeight) * core + stressedWeight * stressed, crashShare * crash)
  }
}

extension ScreenRequirement {
  /// Bounds of the same.
  func kept(core: ScreenBounds, stressed: ScreenBounds, crash: ScreenBounds) -> ScreenBounds {
    ScreenBounds(
      lower: measure.kept(core: core.lower, stressed: stressed.lower, crash: crash.lower),
      upper: measure.kept(core: core.upper, stressed: stressed.upper, crash: crash.upper))
  }

  /// Bounds of the requirement netted over coins, from those of its parts.
  ///
  /// With everything else held, kept + l max(0, broken - core) is convex in core: it is largest at one of
  /// the two ends. It rises with each of the others.
  func netted(
    core: ScreenBounds, stressed: ScreenBounds, crash: ScreenBounds, broken: ScreenBounds
  ) -> ScreenBounds {
    func whole(_ core: Double) -> Double {
      measure.kept(core: core, stressed: stressed.upper, crash: crash.upper)
        + measure.brokenShare * max(0, broken.upper - core)
    }
    return ScreenBounds(
      lower: measure.kept(core: core.lower, stressed: stressed.lower, crash: crash.lower)
        + measure.brokenShare * max(0, broken.lower - core.upper),
      upper: max(whole(core.lower), whole(core.upper)))
  }
}
