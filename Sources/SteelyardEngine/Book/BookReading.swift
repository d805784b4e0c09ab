package import SteelyardContracts
package import SteelyardLedger
package import SteelyardMargin

/// Every account at one moment, as columns; numbers that are not known are NaN.
///
/// What was held at a position of the journal, what the last cycles say of it, and its dollar Greeks on the latest frame.
package final class BookReading: Sendable {
  /// What a reading stood on.
  package struct Mark: Sendable, Hashable {
    /// Number of the latest frame; 0 before the first.
    package let frame: UInt64
    /// The journal's position.
    package let position: Int64
    /// Frame and position of the last cycle.
    package let cycleFrame: UInt64
    package let cyclePosition: Int64

    /// A mark from its parts.
    package init(frame: UInt64, position: Int64, cycleFrame: UInt64, cyclePosition: Int64) {
      self.frame = frame
      self.position = position
      self.cycleFrame = cycleFrame
      self.cyclePosition = cyclePosition
    }
  }

  /// Columns while they are filled.
  package struct Columns {
    package var level: [HealthLevel?] = []
    package var call: [MarginCallState.Name] = []
    package var mode: [MarginMode] = []
    package var isComplete: [Bool] = []
    package var equity: [Double] = []
    package var initialMargin: [Double] = []
    package var maintenanceMargin: [Double] = []
    package var initialExcess: [Double] = []
    package var maintenanceExcess: [Double] = []
    package var initialUse: [Double] = []
    package var use: [Double] = []
    package var delta: [Double] = []
    package var gamma: [Double] = []
    package var vega: [Double] = []
    package var theta: [Double] = []

    /// No accounts yet.
    package init() {}

    mutating func reserve(_ count: Int) {
      level.reserveCapacity(count)
      call.reserveCapacity(count)
      mode.reserveCapacity(count)
      isComplete.reserveCapacity(count)
      for column in [
        \Columns.equity, \.initialMargin, \.maintenanceMargin, \.initialExcess, \.maintenanceExcess,
        \.initialUse, \.use, \.delta, \.gamma, \.vega, \.theta,
      ] { self[keyPath: column].reserveCapacity(count) }
    }

    mutating func append(_ view: AccountView, _ risk: AccountRisk?, _ greeks: DollarGreeks?) {
      call.append(view.call.name)
      mode.append(view.mode)
      level.append(risk?.level)
      isComplete.append(risk?.figures.isComplete ?? false)
      let figures = risk?.figures
      func share(_ margin: Double?, of counted: Double?) -> Double {
        guard let margin, let counted, counted > 0 else { return .nan }
        return margin / counted
      }
      equity.append(figures?.equity ?? .nan)
      initialMargin.append(figures?.initialMargin ?? .nan)
      maintenanceMargin.append(figures?.maintenanceMargin ?? .nan)
      initialExcess.append(figures?.initialExcess ?? .nan)
      maintenanceExcess.append(figures?.maintenanceExcess ?? .nan)
      initialUse.append(share(figures?.initialMargin, of: figures?.initialCountedEquity))
      use.append(share(figures?.maintenanceMargin, of: figures?.maintenanceCountedEquity))
      delta.append(greeks?.delta ?? .nan)
      gamma.append(greeks?.gamma ?? .nan)
      vega.append(greeks?.vega ?? .nan)
      theta.append(greeks?.theta ?? .nan)
    }
  }

  /// What it stood on.
  package let mark: Mark
  /// When it was taken.
  package let taken: Timestamp
  /// When the frame was made; nil before the first.
  package let time: Timestamp?
  /// The accounts, by row.
  package let names: BookNames
  /// Levels; nil before an account's first cycle.
  package let level: [HealthLevel?]
  /// States of margin calls.
  package let call: [MarginCallState.Name]
  /// Margin modes.
  package let mode: [MarginMode]
  /// Whether everything held could be priced.
  package let isComplete: [Bool]
  /// In US dollars, as the six that follow.
  package let equity: [Double]
  package let initialMargin: [Double]
  package let maintenanceMargin: [Double]
  package let initialExcess: [Double]
  package let maintenanceExcess: [Double]
  /// Initial margin over the equity that counts for it.
  package let initialUse: [Double]
  /// Maintenance margin over the equity that counts for it.
  package let use: [Double]
  /// Dollar delta, what is held in coins included.
  package let delta: [Double]
  /// Change of the delta for a move of 1 %.
  package let gamma: [Double]
  /// Profit for one volatility point.
  package let vega: [Double]
  /// Profit for one day.
  package let theta: [Double]

  /// A reading from its columns, each with a value of every account.
  package init(mark: Mark, taken: Timestamp, time: Timestamp?, names: BookNames, columns: Columns) {
    self.mark = mark
    self.taken = taken
    self.time = time
    self.names = names
    level = columns.level
    call = columns.call
    mode = columns.mode
    isComplete = columns.isComplete
    equity = columns.equity
    initialMargin = columns.initialMargin
    maintenanceMargin = columns.maintenanceMargin
    initialExcess = columns.initialExcess
    maintenanceExcess = columns.maintenanceExcess
    initialUse = columns.initialUse
    use = columns.use
    delta = columns.delta
    gamma = columns.gamma
    vega = columns.vega
    theta = columns.theta
  }

  /// How many accounts there are.
  package var count: Int { names.accounts.count }

  /// How far an account is from the end of its maintenance excess.
  package func distance(of row: Int) -> LiquidationDistance {
    LiquidationDistance(
      excess: maintenanceExcess[row], delta: delta[row], gamma: gamma[row])
  }
}
