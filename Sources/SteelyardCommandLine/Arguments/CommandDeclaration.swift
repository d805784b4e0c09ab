/// A command as it is declared: what its help and its parser are made from.
package struct CommandDeclaration: Sendable {
  /// An example in the help; the tests run each.
  package struct Example: Sendable {
    package let says: String
    package let line: String

    package init(says: String, line: String) {
      self.says = says
      self.line = line
    }
  }

  /// What the command takes besides options.
  package struct Operands: Sendable {
    /// What stands for one in the help: `NAME`.
    package let placeholder: String
    /// How many there may be.
    package let count: ClosedRange<Int>
    package let summary: String

    package init(placeholder: String, count: ClosedRange<Int>, summary: String) {
      self.placeholder = placeholder
      self.count = count
      self.summary = summary
    }
  }

  package let name: String
  /// One line for the overview.
  package let summary: String
  /// What it does and what its numbers are, in short lines for a terminal.
  package let description: String
  package let operands: Operands?
  package let options: [any DeclaredOption]
  package let examples: [Example]

  package init(
    name: String, summary: String, description: String, operands: Operands?,
    options: [any DeclaredOption], examples: [Example]
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.operands = operands
    self.options = options
    self.examples = examples
  }
}
