/// How well a parameter is known.
public enum ParameterEvidence: String, Sendable, Hashable, Codable, CaseIterable {
  /// Read in a document of the venue.
  case published
  /// Seen in the venue's data.
  case observed
  /// Commonly known, but read in no document.
  case generalKnowledge = "general_knowledge"
}
