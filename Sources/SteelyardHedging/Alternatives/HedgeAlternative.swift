public import SteelyardContracts
public import SteelyardMargin

/// One protective structure on a book: what it costs, what it keeps and what it gives up.
///
/// Amounts are in US dollars.
public struct HedgeAlternative: Sendable {
  /// One part of a structure.
  public struct Leg: Sendable {
    /// What.
    public let candidate: HedgeCandidate
    /// Units, negative sold.
    public let quantity: Double
  }

  /// What a shock does to the book with it.
  public struct Outcome: Sendable, Hashable {
    /// The shock's name.
    public let label: String
    /// What the book gains without the structure.
    public let before: Double
    /// What it gains with it, costs paid.
    public let after: Double
  }

  /// What it is.
  public let structure: ProtectiveStructure
  /// Its parts.
  public let legs: [Leg]
  /// When its options expire; nil where it has none.
  public let expiry: Timestamp?
  /// Premiums paid less premiums received.
  public let premium: Double
  /// What trading it costs.
  public let cost: HedgeCost
  /// What a day takes or brings while nothing moves: theta of options, decay and fee of a token, the basis of a
  /// future that runs off.
  public let carryPerDay: Double
  /// The worst that holding and structure come to together at expiry, premium and costs paid, as a share of the
  /// holding; nil where there is no floor above losing all of it, and for structures without expiry.
  public let floorShare: Double?
  /// What is given up where the coin has moved by half in favour of the holding at expiry, as a share of the holding;
  /// of a structure without expiry over 30 days.
  public let givenUpShare: Double
  /// Mean loss of the worst scenarios of the whole book with it, costs paid.
  public let expectedShortfall: Double
  /// The model's figures with it.
  public let figures: AccountFigures
  /// Historical crashes, in the order given.
  public let outcomes: [Outcome]
}

/// Protective structures of one coin side by side.
public struct HedgeAlternatives: Sendable {
  /// What is asked of them.
  public struct Question: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// The strike that protects, as a share of the forward's distance: 0.1 is 10 % against the holding.
    public let floorDistance: Double
    /// The strike that is given up, as the same: 0.1 is 10 % in its favour.
    public let capDistance: Double
    /// The lower strike of a spread, as the same.
    public let spreadDistance: Double
    /// The days to expiry that options should be nearest to.
    public let days: Double
    /// The level of the shortfalls.
    public let shortfallLevel: Double

    /// A question from its parts.
    ///
    /// - Throws: `invalidInput` for a distance or level that cannot be.
    public init(
      coin: Currency, floorDistance: Double, capDistance: Double, spreadDistance: Double,
      days: Double, shortfallLevel: Double
    ) throws(SteelyardError) {
      guard floorDistance >= 0, floorDistance < spreadDistance, spreadDistance < 1,
        capDistance >= 0,
        capDistance.isFinite, days > 0, days.isFinite, shortfallLevel >= 0, shortfallLevel < 1
      else {
        throw SteelyardError(
          .invalidInput,
          "A floor \(floorDistance), a spread \(spreadDistance) and a cap \(capDistance) away over \(days) days.",
          remedy:
            "Give a floor from 0 up, nearer than the spread, which is below 1; a cap from 0 up; days above zero."
        )
      }
      self.coin = coin
      self.floorDistance = floorDistance
      self.capDistance = capDistance
      self.spreadDistance = spreadDistance
      self.days = days
      self.shortfallLevel = shortfallLevel
    }
  }

  /// What was asked.
  public let question: Question
  /// US dollars of delta that are protected, negative for a short position.
  public let exposure: Double
  /// The structures that could be made, in the order of their list.
  public let alternatives: [HedgeAlternative]
  /// Why others could not, a sentence each.
  public let unavailable: [(structure: ProtectiveStructure, reason: String)]
}
