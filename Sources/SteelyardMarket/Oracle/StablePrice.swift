import Glibc
public import SteelyardContracts

/// A price that follows another one slowly, so that a moment's push moves it by almost nothing.
///
/// In a time dt it moves towards the price, by at most a factor exp(± s dt). The bound is on the
/// logarithm, so it is the same in one step or in many, up or down.
public struct StablePrice: Sendable, Hashable, Codable {
  /// How fast it follows.
  public struct Rules: Sendable, Hashable {
    /// s: most that it moves in a second, as ln of the ratio, > 0.
    public var moveMaxPerSecond: Double
    /// Most seconds that one step counts, > 0: after an outage it does not make up for the silence
    /// with one leap to the first price it sees.
    public var elapsedSecondsMax: Double

    /// 0.00005 a second (0.3 % a minute, 19.7 % an hour), a step of at most a minute.
    public static let standard = Rules(moveMaxPerSecond: 0.00005, elapsedSecondsMax: 60)

    /// Rules from their parts; `OracleRules.check()` says whether they can be.
    public init(moveMaxPerSecond: Double, elapsedSecondsMax: Double) {
      self.moveMaxPerSecond = moveMaxPerSecond
      self.elapsedSecondsMax = elapsedSecondsMax
    }
  }

  /// The price, in quote currency, > 0.
  public let value: Double
  /// When it last moved or was held.
  public let time: Timestamp

  /// A stable price that starts where the market is.
  ///
  /// - Throws: `invalidInput` unless the price is finite and above zero.
  public init(starting value: Double, at time: Timestamp) throws(SteelyardError) {
    guard value > 0, value.isFinite else {
      throw SteelyardError(
        .invalidInput, "A stable price can't start at \(value).",
        remedy: "Start it at a finite price above zero.")
    }
    self.init(value: value, time: time)
  }

  init(value: Double, time: Timestamp) {
    self.value = value
    self.time = time
  }

  /// The next stable price, moved towards a price.
  ///
  /// - Parameters:
  ///   - price: Where to, in quote currency, > 0.
  ///   - time: When; not before `time` of this one.
  ///   - rules: How fast.
  package func moved(towards price: Double, at time: Timestamp, _ rules: Rules) -> StablePrice {
    let elapsed = min(self.time.seconds(to: time), rules.elapsedSecondsMax)
    return StablePrice(
      value: limited(price, from: value, by: rules.moveMaxPerSecond * elapsed), time: time)
  }

  /// The same price at a later time: time that passes while no price can be trusted is not made up.
  package func held(at time: Timestamp) -> StablePrice { StablePrice(value: value, time: time) }
}

/// A price no further from another than exp(± limit).
func limited(_ price: Double, from start: Double, by limit: Double) -> Double {
  min(max(price, start * exp(-limit)), start * exp(limit))
}

extension Timestamp {
  /// Seconds from `self` to `later`; negative if `later` is earlier.
  func seconds(to later: Timestamp) -> Double {
    Double(later.microseconds - microseconds) / 1_000_000
  }
}
