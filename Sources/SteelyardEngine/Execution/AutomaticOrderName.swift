import SteelyardContracts
package import SteelyardLedger

/// Something of the engine's own that places orders: liquidations, strategies.
package protocol AutomaticOrders: Sendable, Hashable {
  /// What the names of its orders begin with.
  static var prefix: String { get }
}

/// What an order of the engine's own is called: the same order asked for twice is one order.
///
/// The name is the command's identifier and the order's label; nobody else may use names that begin as it does.
package struct AutomaticOrderName<Owner: AutomaticOrders>: Sendable, Hashable {
  /// What all of them begin with.
  package static var prefix: String { Owner.prefix }

  /// The number of the liquidation or mandate.
  package let number: UInt64
  /// The round or decision, from 1.
  let step: Int
  /// The order's place in it, from 0.
  package let leg: Int

  fileprivate init(number: UInt64, step: Int, leg: Int) {
    self.number = number
    self.step = step
    self.leg = leg
  }

  /// The name of an identifier; nil for one that is none.
  package init?(_ identifier: ClientIdentifier) {
    let text = identifier.description
    guard text.hasPrefix(Owner.prefix) else { return nil }
    let parts = text.dropFirst(Owner.prefix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let number = UInt64(parts[0]), let step = Int(parts[1]),
      let leg = Int(parts[2])
    else { return nil }
    self.init(number: number, step: step, leg: leg)
  }

  /// The name as text.
  package var identifier: ClientIdentifier {
    guard let identifier = try? ClientIdentifier("\(Owner.prefix)\(number)-\(step)-\(leg)") else {
      preconditionFailure("Three numbers are no longer than an identifier may be.")
    }
    return identifier
  }

  /// Whether an identifier begins as theirs do.
  static func owns(_ identifier: ClientIdentifier?) -> Bool {
    identifier?.description.hasPrefix(Owner.prefix) ?? false
  }
}

/// Orders of liquidations.
package enum LiquidationOrders: AutomaticOrders {
  /// `liquidation-7-2-0`: the first order of round 2 of liquidation 7.
  package static let prefix = "liquidation-"
}

/// What an order of a liquidation is called.
package typealias LiquidationOrderName = AutomaticOrderName<LiquidationOrders>

extension LiquidationOrderName {
  package init(number: UInt64, round: Int, leg: Int) {
    self.init(number: number, step: round, leg: leg)
  }

  /// The round, from 1.
  package var round: Int { step }
}

/// Orders of strategies.
package enum StrategyOrders: AutomaticOrders {
  /// `strategy-7-2-0`: the first order of decision 2 of mandate 7.
  package static let prefix = "strategy-"
}

/// What an order of a strategy is called.
package typealias StrategyOrderName = AutomaticOrderName<StrategyOrders>

extension StrategyOrderName {
  package init(number: UInt64, decision: Int, leg: Int) {
    self.init(number: number, step: decision, leg: leg)
  }

  /// The decision, from 1.
  package var decision: Int { step }
}
