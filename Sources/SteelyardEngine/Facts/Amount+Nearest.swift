import SteelyardContracts

extension Amount {
  /// The exact amount nearest to a market's number, to nine decimals; nil for what is no number or
  /// beyond a billion.
  ///
  /// The one place where what a feed says becomes something that is journaled: nine decimals keep every tick
  /// that venues have, and drop what binary fractions add to it.
  static func nearest(_ value: Double) -> Amount? {
    guard value.isFinite, abs(value) <= 1e9 else { return nil }
    return Amount(units: Int128((value * 1e9).rounded()) * (Amount.unitsPerOne / 1_000_000_000))
  }
}
