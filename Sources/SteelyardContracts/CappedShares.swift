/// An amount that is shared out in proportion to weights, nobody paying more than a cap, exact to the last unit.
///
/// What the cap takes off one share is shared over the others in the same way, until all of the amount is shared or
/// everybody pays the cap. Shares are rounded down to 10^-18; the units that this leaves go, one each, to the largest
/// parts cut off, of equal parts to the one that stands first: the largest-remainder rule (Hamilton's).
public struct CappedShares: Sendable, Hashable {
  /// One who pays.
  public struct Claim: Sendable, Hashable {
    /// In proportion to what, ≥ 0; who has none pays nothing.
    public let weight: Amount
    /// At most this, ≥ 0.
    public let cap: Amount

    /// A claim from its parts; they are checked when it is shared.
    public init(weight: Amount, cap: Amount) {
      self.weight = weight
      self.cap = cap
    }
  }

  /// What each pays, in the order of the claims.
  public let parts: [Amount]
  /// What nobody pays, since everybody with a weight pays the cap.
  public let rest: Amount

  /// Shares an amount out.
  ///
  /// - Throws: `invalidInput` for an amount, weight or cap below zero, `limitExceeded` where the weights sum to more
  ///   than 1.7 x 10^20.
  /// - Complexity: O(n log n) for n claims.
  public init(of amount: Amount, over claims: [Claim]) throws(SteelyardError) {
    guard !amount.isNegative, claims.allSatisfy({ !$0.weight.isNegative && !$0.cap.isNegative })
    else {
      throw SteelyardError(
        .invalidInput, "An amount, weight or cap of a sharing is below zero.",
        remedy: "Give sizes of zero or more.")
    }
    var parts = [Amount](repeating: .zero, count: claims.count)
    // Whoever reaches the cap first pays it first: in ascending order of cap over weight.
    let order = claims.indices.filter { !claims[$0].weight.isZero && !claims[$0].cap.isZero }
      .sorted { CappedShares.comesFirst(claims, $0, $1) }
    var left = amount
    var weights = Amount.zero
    for place in order { weights = try weights.adding(claims[place].weight) }
    var next = 0
    while next < order.count {
      let claim = claims[order[next]]
      guard CappedShares.isCapped(claim, left, weights) else { break }
      parts[order[next]] = claim.cap
      left = try left.subtracting(claim.cap)
      weights = try weights.subtracting(claim.weight)
      next += 1
    }
    if next < order.count {
      try CappedShares.share(left, of: weights, over: order[next...], claims, &parts)
      left = .zero
    }
    self.parts = parts
    rest = left
  }

  /// Shares what is left over those that stay below their caps.
  private static func share(
    _ amount: Amount, of weights: Amount, over places: ArraySlice<Int>, _ claims: [Claim],
    _ parts: inout [Amount]
  ) throws(SteelyardError) {
    var left = amount
    var cut: [(place: Int, remainder: UInt128)] = []
    for place in places {
      let product = amount.units.magnitude.multipliedFullWidth(
        by: claims[place].weight.units.magnitude)
      // A weight is at most their sum, so the quotient is at most the amount.
      let (part, remainder) = weights.units.magnitude.dividingFullWidth(product)
      parts[place] = Amount(units: Int128(part))
      left = try left.subtracting(parts[place])
      cut.append((place, remainder))
    }
    guard !left.isZero else { return }
    // Less than one unit was cut off each, so there are more places than units; and a share below its cap has room
    // for one unit more.
    cut.sort { ($1.remainder, $0.place) < ($0.remainder, $1.place) }
    for entry in cut.prefix(Int(left.units)) {
      parts[entry.place] = Amount(units: parts[entry.place].units + 1)
    }
  }

  /// Whether the cap is at most amount x weight / weights.
  private static func isCapped(_ claim: Claim, _ amount: Amount, _ weights: Amount) -> Bool {
    let cap = claim.cap.units.magnitude.multipliedFullWidth(by: weights.units.magnitude)
    let share = amount.units.magnitude.multipliedFullWidth(by: claim.weight.units.magnitude)
    return (cap.high, cap.low) <= (share.high, share.low)
  }

  /// Whether cap over weight of the left is the smaller; of equal ones the first.
  private static func comesFirst(_ claims: [Claim], _ left: Int, _ right: Int) -> Bool {
    let one = claims[left].cap.units.magnitude.multipliedFullWidth(
      by: claims[right].weight.units.magnitude)
    let other = claims[right].cap.units.magnitude.multipliedFullWidth(
      by: claims[left].weight.units.magnitude)
    return (one.high, one.low, left) < (other.high, other.low, right)
  }
}
