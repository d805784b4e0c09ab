/// A function of a bucket's scenario profit that says how much is at risk.
public enum RiskMeasure: String, Sendable, Hashable, Codable, CaseIterable {
  /// The largest loss over all scenarios, at least 0.
  case worstLoss = "worst_loss"
}
