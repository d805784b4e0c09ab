package import SteelyardContracts

/// What all liquidations together have decided to trade in the window of time that runs.
public struct LiquidationWindow: Sendable, Hashable {
  /// The window's number: whole windows since 1970.
  public private(set) var number: Int64 = 0
  /// US dollars of notional.
  public private(set) var spentUSD = 0.0

  /// A window in which nothing was traded.
  public init() {}

  /// A window that was journaled.
  init(number: Int64, spentUSD: Double) {
    self.number = number
    self.spentUSD = spentUSD
  }

  /// The number of the window at a time.
  package static func number(at time: Timestamp, seconds: Int64) -> Int64 {
    let length = seconds * 1_000_000
    return time.microseconds >= 0
      ? time.microseconds / length : (time.microseconds + 1) / length - 1
  }

  /// What is spent of the window at a time.
  package func spentUSD(at time: Timestamp, seconds: Int64) -> Double {
    LiquidationWindow.number(at: time, seconds: seconds) == number ? spentUSD : 0
  }

  /// When the window after that of a time begins.
  package static func end(after time: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(microseconds: (number(at: time, seconds: seconds) + 1) * seconds * 1_000_000)
  }

  /// Takes note of what was decided in a window.
  package mutating func spend(_ usd: Double, inWindow number: Int64) {
    if number == self.number {
      spentUSD += usd
    } else {
      self.number = number
      spentUSD = usd
    }
  }
}
