extension DynamicSpecification {
  /// The same model with its scenarios made in another way.
  public func making(
    _ source: ScenarioMaking, drawing: ScenarioDrawing
  ) -> DynamicSpecification {
    var other = self
    other.calibration.source = source
    other.calibration.drawing = drawing
    return other
  }
}
