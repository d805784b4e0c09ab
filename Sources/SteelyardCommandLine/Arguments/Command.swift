package import SteelyardContracts

/// A command of the program.
package protocol Command {
  /// What its help and its parser are made from.
  static var declaration: CommandDeclaration { get }

  /// Runs it and writes the answer.
  ///
  /// - Throws: What is wrong with the input.
  static func run(_ arguments: ParsedArguments) throws(SteelyardError) -> ExitStatus
}
