public import SteelyardContracts

/// The price at which a position of an account under maintenance is offered, so that the worse the account stands, the
/// worse the price it takes.
///
/// - Source: dYdX v4 `GetFillablePrice`: (PNNV - ABR x SMMR x PMMR) / PS with ABR = clamp(BA x (1 - TNC / TMMR), 0, 1),
///   where PNNV is the position's value, PMMR and TMMR the maintenance margins of position and account, TNC the account's
///   equity, PS the quantity.
public struct FillablePrice: Sendable, Hashable {
  /// How fast the price worsens as the account loses its margin (BA), ≥ 1.
  public let bankruptcyAdjustment: Amount
  /// The most that a position gives, as a share of its maintenance margin (SMMR), 0 to 1.
  public let spreadToMaintenance: Amount

  /// A rule from its parts.
  ///
  /// - Throws: `invalidInput` for an adjustment below 1 or a spread outside 0 to 1.
  public init(
    bankruptcyAdjustment: Amount, spreadToMaintenance: Amount
  ) throws(SteelyardError) {
    guard bankruptcyAdjustment >= .one, !spreadToMaintenance.isNegative,
      spreadToMaintenance <= .one
    else {
      throw SteelyardError(
        .invalidInput,
        "A bankruptcy adjustment of \(bankruptcyAdjustment) or a spread of \(spreadToMaintenance) is out of its range.",
        remedy: "Give an adjustment from 1 up and a spread from 0 to 1.")
    }
    self.bankruptcyAdjustment = bankruptcyAdjustment
    self.spreadToMaintenance = spreadToMaintenance
  }

  /// The share of the spread that an account gives: 0 where its margin is met, 1 from bankruptcy on.
  ///
  /// - Parameters:
  ///   - equity: The account's, in quote currency.
  ///   - maintenanceMargin: The account's, in quote currency, > 0.
  public func bankruptcyRating(
    equity: Amount, maintenanceMargin: Amount
  ) throws(SteelyardError) -> Amount {
    guard maintenanceMargin > .zero else {
      throw SteelyardError(
        .invalidInput, "An account without maintenance margin is not liquidated.",
        remedy: "Give the margin of an account with positions.")
    }
    let lost = try maintenanceMargin.subtracting(equity)
    let rating = try bankruptcyAdjustment.multiplied(by: lost, rounding: .halfToEven)
      .divided(by: maintenanceMargin, rounding: .halfToEven)
    return min(max(rating, .zero), .one)
  }

  /// The price for all of a position, in quote currency for a unit of quantity; to the nearest 10^-18.
  ///
  /// - Parameters:
  ///   - quantity: The position, other than 0; short is negative.
  ///   - oraclePrice: > 0.
  ///   - positionMargin: The position's own maintenance margin, in quote currency, ≥ 0.
  ///   - equity: The account's, in quote currency.
  ///   - maintenanceMargin: The account's, in quote currency, > 0.
  public func price(
    quantity: Amount, oraclePrice: Amount, positionMargin: Amount, equity: Amount,
    maintenanceMargin: Amount
  ) throws(SteelyardError) -> Amount {
    guard !quantity.isZero, oraclePrice > .zero, !positionMargin.isNegative else {
      throw SteelyardError(
        .invalidInput,
        "A position of \(quantity) at \(oraclePrice) with a margin of \(positionMargin) has no fillable price.",
        remedy: "Give a position, a price above 0 and a margin from 0 up.")
    }
    let spread = try bankruptcyRating(equity: equity, maintenanceMargin: maintenanceMargin)
      .multiplied(by: spreadToMaintenance, rounding: .halfToEven)
      .multiplied(by: positionMargin, rounding: .halfToEven)
    return try oraclePrice.subtracting(try spread.divided(by: quantity, rounding: .halfToEven))
  }
}
