import SteelyardContracts
package import SteelyardLedger

/// What an order of a liquidation is called: the same order asked for twice is one order.
///
/// The name is the command's identifier and the order's label; nobody else may use names that begin as it does.
package struct LiquidationOrderName: Sendable, Hashable {
  /// What all of them begin with.
  package static let prefix = "liquidation-"

  /// The liquidation's number.
  package let number: UInt64
  /// The round, from 1.
  package let round: Int
  /// The order's place in the round, from 0.
  package let leg: Int

  package init(number: UInt64, round: Int, leg: Int) {
    self.number = number
    self.round = round
    self.leg = leg
  }

  /// The name of an identifier; nil for one that is none.
  package init?(_ identifier: ClientIdentifier) {
    let text = identifier.description
    guard text.hasPrefix(LiquidationOrderName.prefix) else { return nil }
    let parts = text.dropFirst(LiquidationOrderName.prefix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let number = UInt64(parts[0]), let round = Int(parts[1]),
      let leg = Int(parts[2])
    else { return nil }
    self.init(number: number, round: round, leg: leg)
  }

  /// The name as text.
  package var identifier: ClientIdentifier {
    guard
      let identifier = try? ClientIdentifier(
        "\(LiquidationOrderName.prefix)\(number)-\(round)-\(leg)")
    else { preconditionFailure("Three numbers are no longer than an identifier may be.") }
    return identifier
  }

  /// Whether an identifier begins as those of liquidations do.
  static func owns(_ identifier: ClientIdentifier?) -> Bool {
    identifier?.description.hasPrefix(prefix) ?? false
  }
}
