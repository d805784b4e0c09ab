public import SteelyardContracts

/// A way of trading: what to do next, from what has been seen so far.
///
/// Pure: no clock, no generator, no surroundings. It sees a view that ends at its time and holds nothing later, and
/// what it
/// wrote down itself. The same view and memory give the same decision, so the same code is tested on history, asked
/// for an
/// alert, and run on a live account.
///
/// Between a strategy and its orders stands `RiskGate`: what a strategy asks for may be cut or refused.
public protocol Strategy: Sendable {
  /// What it keeps from one decision to the next.
  associatedtype Memory: Codable & Sendable

  /// Its name: `funding_capture`.
  var name: String { get }
  /// What it remembers before its first decision.
  var initialMemory: Memory { get }

  /// What it does next.
  ///
  /// - Parameters:
  ///   - view: What is known, and nothing later.
  ///   - memory: What it wrote down at its last decision.
  /// - Throws: `missingMarketData` where it cannot work with what there is, `limitExceeded` for
  ///   amounts outside the exact range.
  func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory>
}

/// The memory of a strategy that needs none: what it holds says all.
public struct NoMemory: Sendable, Hashable, Codable {
  /// Nothing.
  public init() {}
}
