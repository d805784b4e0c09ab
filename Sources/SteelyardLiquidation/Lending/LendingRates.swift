public import SteelyardContracts

/// What borrowers pay and suppliers get in a reserve of a lending pool: a rate that rises slowly up to a use of the supply
/// and steeply beyond.
///
/// All shares and rates are in units of 10^-27, rates a year; integers, rounded as the protocol rounds.
///
/// - Source: Aave v3.0 `DefaultReserveInterestRateStrategy.calculateInterestRates`.
public struct LendingRates: Sendable, Hashable {
  /// The curve of a reserve.
  public struct Curve: Sendable, Hashable {
    /// The use at which it bends, above 0 and below one.
    public let optimalUsage: UInt128
    /// The rate at no use.
    public let base: UInt128
    /// What it rises by up to the bend.
    public let firstSlope: UInt128
    /// What it rises by from there to full use.
    public let secondSlope: UInt128
    /// The pool's share of what borrowers pay, in basis points, 0 to 10,000.
    public let reserveFactorBasisPoints: UInt128

    /// A curve from its parts.
    ///
    /// - Throws: `invalidInput` for a bend or a share out of its range, or rates above a hundredfold a year.
    public init(
      optimalUsage: UInt128, base: UInt128, firstSlope: UInt128, secondSlope: UInt128,
      reserveFactorBasisPoints: UInt128
    ) throws(SteelyardError) {
      guard optimalUsage > 0, optimalUsage < ProtocolInteger.ray,
        reserveFactorBasisPoints <= 10_000,
        max(base, firstSlope, secondSlope) <= 100 * ProtocolInteger.ray
      else {
        throw SteelyardError(
          .invalidInput,
          "A curve that bends at \(optimalUsage), rises by \(firstSlope) and \(secondSlope) from \(base), with a share of "
            + "\(reserveFactorBasisPoints) basis points, is out of its range.",
          remedy: "Give a bend inside 0 to 10^27, rates up to 10^29 and a share up to 10000.")
      }
      self.optimalUsage = optimalUsage
      self.base = base
      self.firstSlope = firstSlope
      self.secondSlope = secondSlope
      self.reserveFactorBasisPoints = reserveFactorBasisPoints
    }
  }

  /// What a reserve has lent and holds, in smallest units of its token.
  public struct Reserve: Sendable, Hashable {
    /// Debt at the variable rate.
    public let variableDebt: UInt128
    /// Debt at stable rates.
    public let stableDebt: UInt128
    /// The mean of those rates.
    public let stableRate: UInt128
    /// What is there to be borrowed.
    public let available: UInt128
    /// What was minted without anything behind it.
    public let unbacked: UInt128

    /// A reserve from its parts.
    public init(
      variableDebt: UInt128, stableDebt: UInt128 = 0, stableRate: UInt128 = 0,
      available: UInt128, unbacked: UInt128 = 0
    ) {
      self.variableDebt = variableDebt
      self.stableDebt = stableDebt
      self.stableRate = stableRate
      self.available = available
      self.unbacked = unbacked
    }
  }

  /// The share of what is there and lent that is lent.
  public let usage: UInt128
  /// What variable debt pays.
  public let variable: UInt128
  /// What suppliers get.
  public let supply: UInt128

  /// The rates of a reserve.
  ///
  /// - Throws: `limitExceeded` for balances whose products leave 128 bits.
  public init(_ reserve: Reserve, _ curve: Curve) throws(SteelyardError) {
    let ray = ProtocolInteger.ray
    let debt = try ProtocolInteger.sum(reserve.stableDebt, reserve.variableDebt)
    guard debt > 0 else {
      usage = 0
      variable = curve.base
      supply = 0
      return
    }
    let whole = try ProtocolInteger.sum(debt, reserve.available)
    usage = try ProtocolInteger.rayDivided(debt, by: whole)
    let lent = try ProtocolInteger.rayDivided(
      debt, by: try ProtocolInteger.sum(whole, reserve.unbacked))
    if usage > curve.optimalUsage {
      let excess = try ProtocolInteger.rayDivided(
        usage - curve.optimalUsage, by: ray - curve.optimalUsage)
      variable =
        curve.base + curve.firstSlope
        + (try ProtocolInteger.rayMultiplied(curve.secondSlope, excess))
    } else {
      variable =
        curve.base
        + (try ProtocolInteger.rayDivided(
          try ProtocolInteger.rayMultiplied(curve.firstSlope, usage), by: curve.optimalUsage))
    }
    // The protocol raises debts to 27 digits before it takes their mean, which is where its last digits come from.
    let scale = ProtocolInteger.powerOfTen(9)
    func raised(_ amount: UInt128) throws(SteelyardError) -> UInt128 {
      try ProtocolInteger.product(amount, scale, over: 1, .down)
    }
    let paid = try ProtocolInteger.sum(
      try ProtocolInteger.rayMultiplied(try raised(reserve.variableDebt), variable),
      try ProtocolInteger.rayMultiplied(try raised(reserve.stableDebt), reserve.stableRate))
    let mean = try ProtocolInteger.rayDivided(paid, by: try raised(debt))
    supply = try ProtocolInteger.percent(
      try ProtocolInteger.rayMultiplied(mean, lent), 10_000 - curve.reserveFactorBasisPoints)
  }
}
