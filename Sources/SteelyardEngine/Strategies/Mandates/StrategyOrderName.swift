import SteelyardContracts
package import SteelyardLedger

/// What an order of a strategy is called: the same order asked for twice is one order.
///
/// The name is the command's identifier and the order's label; nobody else may use names that begin as it does.
package struct StrategyOrderName: Sendable, Hashable {
  /// What all of them begin with.
  package static let prefix = "strategy-"

  /// The mandate's number.
  package let number: UInt64
  /// The decision, from 1.
  package let decision: Int
  /// The order's place in the decision, from 0.
  package let leg: Int

  package init(number: UInt64, decision: Int, leg: Int) {
    self.number = number
    self.decision = decision
    self.leg = leg
  }

  /// The name of an identifier; nil for one that is none.
  package init?(_ identifier: ClientIdentifier) {
    let text = identifier.description
    guard text.hasPrefix(StrategyOrderName.prefix) else { return nil }
    let parts = text.dropFirst(StrategyOrderName.prefix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let number = UInt64(parts[0]), let decision = Int(parts[1]),
      let leg = Int(parts[2])
    else { return nil }
    self.init(number: number, decision: decision, leg: leg)
  }

  /// The name as text.
  package var identifier: ClientIdentifier {
    guard
      let identifier = try? ClientIdentifier(
        "\(StrategyOrderName.prefix)\(number)-\(decision)-\(leg)")
    else { preconditionFailure("Three numbers are no longer than an identifier may be.") }
    return identifier
  }

  /// Whether an identifier begins as those of strategies do.
  static func owns(_ identifier: ClientIdentifier?) -> Bool {
    identifier?.description.hasPrefix(prefix) ?? false
  }
}
