/// The number of a liquidation, given by whoever runs it; the ledger keeps no list of them.
public struct LiquidationIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt64

  /// An identifier by its number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// By number.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number.
  public var description: String { "\(rawValue)" }
}
