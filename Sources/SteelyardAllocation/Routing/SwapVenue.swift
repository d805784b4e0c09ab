import Glibc
public import SteelyardContracts

/// A venue that a swap may use: what it gives, and what it costs to get there and back.
public struct SwapVenue: Sendable, Hashable {
  /// The way to a venue on another network and back.
  public struct Bridge: Sendable, Hashable {
    /// The share taken of what goes there, and again of what comes back; from 0, below 1.
    public let fee: Double
    /// How long it is until the proceeds are back, in seconds, ≥ 0.
    public let delaySeconds: Double
    /// How probable it is that the bridge fails meanwhile, 0 to 1.
    public let failureProbability: Double
    /// The share that is lost then, 0 to 1.
    public let lossGivenFailure: Double

    /// A bridge from its parts.
    ///
    /// - Throws: `invalidInput` for a number out of its range.
    public init(
      fee: Double, delaySeconds: Double = 0, failureProbability: Double = 0,
      lossGivenFailure: Double = 1
    ) throws(SteelyardError) {
      guard fee >= 0, fee < 1, delaySeconds >= 0, delaySeconds.isFinite,
        (0...1).contains(failureProbability), (0...1).contains(lossGivenFailure)
      else {
        throw SteelyardError(
          .invalidInput,
          "A bridge with a fee of \(fee), \(delaySeconds) s, and a failure of \(failureProbability) x "
            + "\(lossGivenFailure) can't be.",
          remedy: "Give a fee from 0, below 1, seconds from 0 and shares from 0 to 1.")
      }
      self.fee = fee
      self.delaySeconds = delaySeconds
      self.failureProbability = failureProbability
      self.lossGivenFailure = lossGivenFailure
    }

    /// No bridge: the same network.
    public static var none: Bridge {
      get throws(SteelyardError) { try Bridge(fee: 0) }
    }
  }

  /// What waiting is counted at.
  public struct Waiting: Sendable, Hashable {
    /// The volatility of the price between the two tokens, a year, decimal, ≥ 0.
    public let volatility: Double
    /// How many deviations of the price over the wait a unit in transit costs, ≥ 0.
    public let riskAversion: Double

    /// What waiting is counted at.
    ///
    /// - Throws: `invalidInput` for a number below 0.
    public init(volatility: Double, riskAversion: Double) throws(SteelyardError) {
      guard volatility >= 0, riskAversion >= 0, volatility.isFinite, riskAversion.isFinite else {
        throw SteelyardError(
          .invalidInput,
          "Waiting at a volatility of \(volatility) and an aversion of \(riskAversion) can't be counted.",
          remedy: "Give numbers from 0 up.")
      }
      self.volatility = volatility
      self.riskAversion = riskAversion
    }
  }

  /// Its name.
  public let name: String
  /// What it gives, where it stands.
  public let curve: SwapCurve
  /// What using it costs whatever the amount, in units received: gas, a bridge's flat fee; ≥ 0.
  public let fixedCost: Double
  /// The way there and back; nil on the same network.
  public let bridge: Bridge?

  /// A venue from its parts.
  ///
  /// - Throws: `invalidInput` for a cost below 0.
  public init(
    name: String, curve: SwapCurve, fixedCost: Double = 0, bridge: Bridge? = nil
  ) throws(SteelyardError) {
    guard fixedCost >= 0, fixedCost.isFinite else {
      throw SteelyardError(
        .invalidInput, "\(name) has a fixed cost of \(fixedCost).", remedy: "Give 0 or more.")
    }
    self.name = name
    self.curve = curve
    self.fixedCost = fixedCost
    self.bridge = bridge
  }

  /// Whether its proceeds are there in the same transaction.
  public var isAtomic: Bool { (bridge?.delaySeconds ?? 0) == 0 }

  /// What it gives once fees of the way are paid.
  func arriving() throws(SteelyardError) -> SwapCurve {
    guard let bridge else { return curve }
    return try curve.reduced(arriving: 1 - bridge.fee, returning: 1 - bridge.fee)
  }

  /// The share of its proceeds that waiting and a failure of the bridge are counted at.
  ///
  /// - Throws: `notApplicable` where nothing would be left.
  func waitingShare(_ waiting: Waiting) throws(SteelyardError) -> Double {
    guard let bridge else { return 0 }
    let share =
      waiting.riskAversion * waiting.volatility
      * (bridge.delaySeconds / SwapVenue.secondsPerYear).squareRoot()
      + bridge.failureProbability * bridge.lossGivenFailure
    guard share < 1 else {
      throw SteelyardError(
        .notApplicable, "Waiting for \(name) costs \(share) of what it gives.",
        remedy: "Leave it out, or lower the aversion to risk.")
    }
    return share
  }

  static let secondsPerYear = 365.0 * 86_400
}
