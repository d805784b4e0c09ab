package import SteelyardContracts

/// A piece of work that takes too long for a call, and what became of it.
package struct Job: Sendable {
  /// What is done.
  package enum Kind: String, Sendable, CaseIterable {
    /// The live book in a cascade of liquidations.
    case cascade
    /// An account's portfolio walked through the past.
    case backtest
  }

  /// How far it is.
  package enum State: String, Sendable, CaseIterable {
    case waiting, running, done, failed, cancelled

    /// Whether nothing more comes of it.
    package var isEnded: Bool { self != .waiting && self != .running }
  }

  /// The work: gives its result as JSON.
  package typealias Work = @Sendable (JobReins) throws(SteelyardError) -> [UInt8]

  /// From 1, in the order in which they were asked for.
  package let number: Int
  package let kind: Kind
  /// Whose account it is about; nil for the whole house.
  package let account: AccountName?
  /// The body that asked for it.
  package let asked: [UInt8]
  /// When it was asked for.
  package let askedAt: Timestamp
  package let reins: JobReins
  package let work: Work

  package var state = State.waiting
  package var begun: Timestamp?
  package var ended: Timestamp?
  package var result: [UInt8]?
  package var failure: SteelyardError?

  /// How much of it is done, 0 to 1.
  package var progress: Double { state == .done ? 1 : reins.progress }
}
