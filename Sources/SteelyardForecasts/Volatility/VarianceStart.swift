/// What a recursive variance takes for the first day of a history.
///
/// `backcast` and `meanSquare` use returns of the history's own beginning, so that the first days
/// of an in-sample path know more than they could have. Everything after those days is causal.
public enum VarianceStart: Sendable, Hashable, Codable {
  /// A variance the caller knows, in return units squared, > 0.
  case given(Double)
  /// The first squared return: what pandas' `ewm(adjust=False)` does.
  case firstSquare
  /// No start: each average has only the weights of what was seen, scaled to one, as pandas'
  /// `ewm(adjust=True)`. Day one takes its own square.
  case normalisedWeights
  /// The mean of the first 75 squared returns with weights 0.94^i: what Python's `arch` does.
  case backcast
  /// The plain mean of the first squared returns, so many of them.
  case meanSquare(first: Int)
}
