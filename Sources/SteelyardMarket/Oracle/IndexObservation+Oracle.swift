public import SteelyardContracts

extension IndexObservation {
  /// An oracle's price as the index of an underlying, for `MarketSnapshotBuilder`.
  ///
  /// A halted oracle gives the price it holds, with confidence zero: a model's oracle charge then
  /// counts in full. The confidence is cut, not rounded, after 18 digits, so it never says more than
  /// the oracle did.
  ///
  /// - Parameters:
  ///   - underlying: The underlying whose quote currency the price is in.
  ///   - oracle: The price.
  ///   - origin: What the oracle is to be named as in reports.
  public init(
    of underlying: Underlying, oracle: OraclePrice, origin: InstrumentObservation.Origin
  ) {
    self.init(
      underlying: underlying, origin: origin, price: oracle.price,
      confidence: oracle.exactConfidence)
  }
}
