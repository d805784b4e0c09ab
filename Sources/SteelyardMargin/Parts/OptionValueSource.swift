/// What an option is worth to a model, in equity and against its own requirement.
public enum OptionValueSource: String, Sendable, Hashable, Codable, CaseIterable {
  /// The venue's mark, and the model's price where there is none.
  case mark
  /// The model's price at the option's volatility, whatever the mark.
  case model
}
