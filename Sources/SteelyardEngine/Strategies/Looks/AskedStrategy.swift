import FoundationEssentials
import SteelyardAllocation
import SteelyardContracts

/// What a strategy of any kind answered, after the limits looked at it, with its memory as JSON.
struct AskedStrategy {
  let gated: GatedDecision
  /// Whether it asked for a change of liquidity, which nothing here can carry out.
  let wantsPools: Bool
  /// What it wrote down; nil where that is what it knew before.
  let memory: [UInt8]?

  /// Asks a strategy.
  ///
  /// - Parameters:
  ///   - memory: What it wrote down before; empty for nothing.
  ///   - replace: What a trade of the strategy becomes here, such as the nearest contract that is listed.
  /// - Throws: What the strategy and the gate throw; `corruptData` for a memory that it can't read, `limitExceeded`
  ///   for one that is too long.
  init(
    _ strategy: any Strategy, _ view: StrategyView, memory: [UInt8], _ gate: RiskGate,
    replacing replace: (StrategyTrade) throws(SteelyardError) -> StrategyTrade
  ) throws(SteelyardError) {
    self = try AskedStrategy.asked(strategy, view, memory, gate, replace)
  }

  private init(_ gated: GatedDecision, wantsPools: Bool, memory: [UInt8]?) {
    self.gated = gated
    self.wantsPools = wantsPools
    self.memory = memory
  }

  private static func asked<Asked: Strategy>(
    _ strategy: Asked, _ view: StrategyView, _ memory: [UInt8], _ gate: RiskGate,
    _ replace: (StrategyTrade) throws(SteelyardError) -> StrategyTrade
  ) throws(SteelyardError) -> AskedStrategy {
    let before = try memory.isEmpty ? strategy.initialMemory : read(memory, strategy)
    let decision = try strategy.decision(for: view, before)
    var trades: [StrategyTrade] = []
    for trade in decision.trades { trades.append(try replace(trade)) }
    let written = try write(decision.memory, strategy)
    let known = try memory.isEmpty ? write(strategy.initialMemory, strategy) : memory
    let gated = try gate.passed(
      StrategyDecision(
        trades, expectedReturn: decision.expectedReturn, memory: decision.memory), view)
    return AskedStrategy(
      gated, wantsPools: !decision.liquidity.isEmpty, memory: written == known ? nil : written)
  }

  private static func read<Asked: Strategy>(
    _ memory: [UInt8], _ strategy: Asked
  ) throws(SteelyardError) -> Asked.Memory {
    do {
      return try JSONDecoder().decode(Asked.Memory.self, from: Data(memory))
    } catch {
      throw SteelyardError(
        .corruptData, "The memory of \(strategy.name) can't be read.",
        remedy: "Give it a new mandate: it then begins without one.", cause: "\(error)")
    }
  }

  private static func write<Asked: Strategy>(
    _ memory: Asked.Memory, _ strategy: Asked
  ) throws(SteelyardError) -> [UInt8] {
    let encoder = JSONEncoder()
    // One memory has one text, so that what did not change is seen not to have.
    encoder.outputFormatting = [.sortedKeys]
    let bytes: [UInt8]
    do { bytes = [UInt8](try encoder.encode(memory)) } catch {
      throw SteelyardError(
        .invalidInput, "The memory of \(strategy.name) can't be written.",
        remedy: "Keep finite numbers in it.", cause: "\(error)")
    }
    guard bytes.count <= MandateEvent.memoryBytesMax else {
      throw SteelyardError(
        .limitExceeded,
        "The memory of \(strategy.name) is \(bytes.count) bytes, more than \(MandateEvent.memoryBytesMax).",
        remedy: "Keep less in it.")
    }
    return bytes
  }
}
