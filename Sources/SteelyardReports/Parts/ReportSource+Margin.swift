import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

extension [ReportSource] {
  /// What an answer under a margin model stands on: model, parameters and their documents, state, market, kernels.
  ///
  /// - Parameters:
  ///   - state: What people call the state; nil for a model that keeps none.
  ///   - surface: What options are priced from; nil where nothing says so.
  ///   - level: The width of the kernels; nil where nothing says so.
  static func margin(
    model: String, _ provenance: ParameterProvenance, state: String?, time: Timestamp,
    surface: SurfaceSource?, level: KernelLevel?
  ) -> [ReportSource] {
    var sources = [
      ReportSource("model", model),
      ReportSource(
        "parameters",
        ["\(provenance.name), in force from \(provenance.effective)"]
          + (provenance.superseded.map { ["superseded: \($0)"] } ?? [])),
    ]
    if !provenance.sources.isEmpty {
      sources.append(ReportSource("documents", provenance.sources))
    }
    sources.append(ReportSource("state", state ?? "none: the model keeps none"))
    sources.append(
      ReportSource(
        "market", "of \(time)" + (surface.map { "; options priced from \($0.words)" } ?? "")))
    if let level { sources.append(ReportSource("kernels", "\(level)")) }
    return sources
  }

  /// The same from what a model found.
  static func margin(_ explanation: MarginExplanation) -> [ReportSource] {
    margin(
      model: explanation.modelName, explanation.provenance, state: explanation.stateName,
      time: explanation.time, surface: explanation.surfaceSource, level: explanation.level)
  }

  /// The same from what stresses a book.
  static func margin(_ evaluator: StressEvaluator) -> [ReportSource] {
    margin(
      model: evaluator.model.name, evaluator.model.provenance, state: evaluator.model.stateName,
      time: evaluator.snapshot.time, surface: evaluator.model.surfaceSource, level: evaluator.level)
      + [ReportSource("response of volatility", evaluator.response.parameters)]
  }
}
