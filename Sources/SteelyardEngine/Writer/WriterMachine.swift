import SteelyardContracts

/// What the writer drives: decides commands one after another, in memory.
protocol WriterMachine {
  /// What is asked.
  associatedtype Command: Sendable
  /// What the asker is told once it is durable.
  associatedtype Answer: Sendable

  /// Decides a command and applies what it does.
  ///
  /// - Parameter position: The place its record will have in the journal.
  mutating func execute(
    _ command: Command, position: Int64, at time: Timestamp
  ) -> WriterDecision<Answer>

  /// Lets others see what the machine did up to here: it is durable.
  mutating func release(through position: Int64)
}

/// What became of a command.
struct WriterDecision<Answer: Sendable> {
  /// What the asker is told once the record is durable.
  let answer: Result<Answer, SteelyardError>
  /// When it was decided: the clock's time, or that of the last record where the clock stepped back.
  let time: Timestamp
  /// What is journaled; nil where nothing changed and nothing must be remembered.
  let record: WriterRecord?
  /// Why memory no longer is what the journal says; nil while it is.
  ///
  /// The writer then ends, and nothing of the open batch is journaled or acknowledged.
  var fault: SteelyardError?
}

/// The bytes of one record.
struct WriterRecord {
  let command: [UInt8]
  let outcome: [UInt8]
}
