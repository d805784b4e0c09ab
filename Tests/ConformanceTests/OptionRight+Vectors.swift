import SteelyardContracts

extension OptionRight {
  /// The right that a vector writes as +1 for a call and −1 for a put.
  init(sign: Double) { self = sign > 0 ? .call : .put }
}
