/// Which requirement a charge belongs to.
public enum AppliesTo: String, Sendable, Hashable, Codable, CaseIterable {
  /// Initial margin alone.
  case initial
  /// Maintenance margin alone.
  case maintenance
  /// Both; such a charge is scaled by the model's ratios like the scenario loss.
  case both
}
