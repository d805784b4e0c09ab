package import SteelyardContracts

/// The arguments of a command, sorted by option, not yet read as values.
package struct ParsedArguments {
  package let command: CommandDeclaration
  /// Arguments that belong to no option, in their order.
  package private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts arguments by the options of a command.
  ///
  /// `--name value` and `--name=value` say the same; after `--` nothing is an option; a single `-`
  /// is a value: standard input.
  ///
  /// - Throws: `invalidInput` for an unknown option, with the nearest known one; for a missing or
  ///   superfluous value; for an option that stands twice and may not; for too many operands.
  package init(_ arguments: [String], for command: CommandDeclaration) throws(SteelyardError) {
    self.command = command
    var rest = arguments[...]
    var takesOptions = true
    while let argument = rest.popFirst() {
      if takesOptions, argument == "--" {
        takesOptions = false
      } else if takesOptions, argument.hasPrefix("-"), argument != "-",
        !ParsedArguments.isNumber(argument)
      {
        try take(option: argument, &rest)
      } else {
        operands.append(argument)
      }
    }
    try checkOperands()
  }

  /// The value of an option, or nil where it is not there.
  ///
  /// - Throws: `invalidInput` naming the option where the value cannot be read.
  package func value<Value>(_ option: CommandOption<Value>) throws(SteelyardError) -> Value? {
    try values(option).first
  }

  /// The values of an option in their order.
  ///
  /// - Throws: As `value(_:)`.
  package func values<Value>(_ option: CommandOption<Value>) throws(SteelyardError) -> [Value] {
    var read: [Value] = []
    for text in values[option.name] ?? [] {
      do throws(SteelyardError) {
        read.append(try option.value(of: text))
      } catch {
        throw SteelyardError(
          error.code, "--\(option.name): \(error.message)", remedy: error.remedy,
          cause: error.cause)
      }
    }
    return read
  }

  /// Whether a flag is there.
  package func has(_ flag: CommandOption<Bool>) -> Bool { has(optionNamed: flag.name) }

  /// Whether an option of this name is there.
  package func has(optionNamed name: String) -> Bool { values[name] != nil }

  /// The values of an option as they were typed; none where it is not there.
  package func typed(optionNamed name: String) -> [String] { values[name] ?? [] }

  /// The value of an option that must be there.
  ///
  /// - Throws: `invalidInput` where it is not.
  package func required<Value>(_ option: CommandOption<Value>) throws(SteelyardError) -> Value {
    guard let value = try value(option) else {
      throw SteelyardError(
        .invalidInput, "--\(option.name) is missing.",
        remedy: "Add \(option.usage); see `steelyard \(command.name) --help`.")
    }
    return value
  }

  private mutating func take(
    option argument: String, _ rest: inout ArraySlice<String>
  ) throws(SteelyardError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    guard let option = command.options.first(where: { "--" + $0.name == written }) else {
      throw unknown(written)
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    switch option.kind {
    case .flag:
      guard attached == nil else {
        throw SteelyardError(
          .invalidInput, "--\(option.name) takes no value.", remedy: "Write it alone.")
      }
      try add("", to: option)
    case .value(let placeholder, _):
      guard let value = attached ?? ParsedArguments.following(&rest), !value.isEmpty else {
        throw SteelyardError(
          .invalidInput, "--\(option.name) has no value.",
          remedy: "Write --\(option.name) \(placeholder).")
      }
      try add(value, to: option)
    }
  }

  private mutating func add(
    _ value: String, to option: any DeclaredOption
  ) throws(SteelyardError) {
    guard option.isRepeated || values[option.name] == nil else {
      throw SteelyardError(
        .invalidInput, "--\(option.name) stands twice.", remedy: "Keep one of the two.")
    }
    values[option.name, default: []].append(value)
  }

  /// The next argument, unless it is an option itself.
  private static func following(_ rest: inout ArraySlice<String>) -> String? {
    guard let next = rest.first, !next.hasPrefix("--") else { return nil }
    return rest.popFirst()
  }

  /// Whether an argument that begins with a hyphen is a negative number.
  private static func isNumber(_ argument: String) -> Bool { Double(argument) != nil }

  private func unknown(_ written: String) -> SteelyardError {
    let known = command.options.map { "--" + $0.name } + ["--help"]
    let near = NearestWord.among(known, to: written)
    return SteelyardError(
      .invalidInput, "`steelyard \(command.name)` has no option \"\(written.prefix(60))\".",
      remedy: near.map { "Did you mean \($0)?" } ?? "See `steelyard \(command.name) --help`.")
  }

  private func checkOperands() throws(SteelyardError) {
    let accepted = command.operands?.count ?? 0...0
    if operands.count > accepted.upperBound {
      throw SteelyardError(
        .invalidInput,
        "\"\(operands[accepted.upperBound].prefix(60))\" belongs to no option.",
        remedy: "See `steelyard \(command.name) --help`.")
    }
    if operands.count < accepted.lowerBound, let placeholder = command.operands?.placeholder {
      throw SteelyardError(
        .invalidInput, "\(placeholder) is missing.",
        remedy: "See `steelyard \(command.name) --help`.")
    }
  }
}
