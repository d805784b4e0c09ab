import SteelyardContracts

/// An option of a command, declared once: it is read, described and suggested from here.
struct CommandOption<Value: Sendable>: DeclaredOption {
  /// Its name without the hyphens: `market`.
  let name: String
  let kind: OptionKind
  let summary: String
  /// Reads the text of one value.
  let read: @Sendable (String) throws(SteelyardError) -> Value

  /// An option with a value.
  ///
  /// - Parameters:
  ///   - placeholder: What stands for the value in the help: `FILE`.
  ///   - repetition: Whether it may stand more than once.
  init(
    _ name: String, _ placeholder: String, _ repetition: OptionRepetition,
    _ summary: String, read: @escaping @Sendable (String) throws(SteelyardError) -> Value
  ) {
    self.name = name
    kind = .value(placeholder: placeholder, repetition)
    self.summary = summary
    self.read = read
  }
}

extension CommandOption<Bool> {
  /// An option without a value.
  init(flag name: String, _ summary: String) {
    self.name = name
    kind = .flag
    self.summary = summary
    read = { _ throws(SteelyardError) in true }
  }
}

extension CommandOption<String> {
  /// An option whose value is taken as it stands: a path, a name.
  init(text name: String, _ placeholder: String, _ summary: String) {
    self.init(name, placeholder, .once, summary) { text throws(SteelyardError) in text }
  }

  /// The same, as often as wanted.
  init(texts name: String, _ placeholder: String, _ summary: String) {
    self.init(name, placeholder, .repeated, summary) { text throws(SteelyardError) in text }
  }
}

extension CommandOption where Value: RawRepresentable<String> & CaseIterable {
  /// An option with a closed list of values.
  init(choice name: String, _ placeholder: String, _ summary: String) {
    self.init(name, placeholder, .once, summary) { text throws(SteelyardError) in
      if let value = Value(rawValue: text) { return value }
      let known = Value.allCases.map(\.rawValue)
      throw SteelyardError(
        .invalidInput, "\"\(text.prefix(60))\" is none of its values.",
        remedy: "Choose \(known.joined(separator: ", ")).")
    }
  }
}

/// Whether an option may stand more than once.
enum OptionRepetition: Sendable {
  case once, repeated
}

/// Whether an option has a value.
enum OptionKind: Sendable {
  case flag
  case value(placeholder: String, OptionRepetition)
}

/// What help and parser need to know of an option, whatever its value.
protocol DeclaredOption: Sendable {
  var name: String { get }
  var kind: OptionKind { get }
  var summary: String { get }
}

extension DeclaredOption {
  /// As it is written: `--market FILE`.
  var usage: String {
    switch kind {
    case .flag: "--\(name)"
    case .value(let placeholder, _): "--\(name) \(placeholder)"
    }
  }

  var isRepeated: Bool {
    if case .value(_, .repeated) = kind { true } else { false }
  }
}
