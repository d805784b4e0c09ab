import SteelyardContracts

/// Moves of the forward of one expiry by itself: spot, perpetual and the other expiries stay.
///
/// Each expiry takes the worse of its two moves, or nothing where both gain, times a share that
/// grows with its time; the sum is one more candidate for the measure.
///
/// - Source: Derive's portfolio managers, "forward (basis) contingency".
public struct BasisShock: Sendable, Hashable, Codable {
  /// Relative rise of the forward, >= 0.
  public let riseMove: Double
  /// Relative fall of the forward, between -1 and 0.
  public let fallMove: Double
  /// Share of the loss that counts at expiry.
  public let share: Double
  /// What the share grows by for each year.
  public let sharePerYear: Double

  /// A shock from its parts.
  public init(riseMove: Double, fallMove: Double, share: Double, sharePerYear: Double) {
    self.riseMove = riseMove
    self.fallMove = fallMove
    self.share = share
    self.sharePerYear = sharePerYear
  }

  /// What an expiry adds to the candidate, <= 0.
  ///
  /// - Parameters:
  ///   - rise: Profit of the expiry's positions where its forward rises.
  ///   - fall: Profit where it falls.
  ///   - years: Years of 365 days to expiry.
  public func profit(rise: Double, fall: Double, years: Double) -> Double {
    min(rise, fall, 0) * (share + sharePerYear * years)
  }

  /// The two displacements that the candidate is made of.
  func scenarios() throws(SteelyardError) -> [Scenario] {
    guard (0..<Double.infinity).contains(riseMove), fallMove > -1, fallMove <= 0, share >= 0,
      sharePerYear >= 0, (share + sharePerYear).isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "A basis shock moves by \(riseMove) and \(fallMove), share \(share) + "
          + "\(sharePerYear) a year.",
        remedy: "Give a rise from 0 up, a fall between -1 and 0, and shares from 0 up.",
        subject: .place(file: "basis shock", row: nil, field: nil))
    }
    return [riseMove, fallMove].map { move in
      Scenario(
        label: "forward of an expiry " + ScenarioGrid.percent(move), spotMove: move,
        volatilityMove: .same)
    }
  }

  /// What people call the candidate.
  public var label: String {
    "basis: forward of each expiry \(ScenarioGrid.percent(riseMove)) or "
      + ScenarioGrid.percent(fallMove)
  }
}
