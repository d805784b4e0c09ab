/// A command as it is declared: what its help and its parser are made from.
struct CommandDeclaration: Sendable {
  /// An example in the help; the tests run each.
  struct Example: Sendable {
    let says: String
    let line: String
  }

  /// What the command takes besides options.
  struct Operands: Sendable {
    /// What stands for one in the help: `NAME`.
    let placeholder: String
    /// How many there may be.
    let count: ClosedRange<Int>
    let summary: String
  }

  let name: String
  /// One line for the overview.
  let summary: String
  /// What it does and what its numbers are, in short lines for a terminal.
  let description: String
  let operands: Operands?
  let options: [any DeclaredOption]
  let examples: [Example]
}
