package import SteelyardContracts

/// An option of a command, declared once: it is read, described and suggested from here.
package struct CommandOption<Value: Sendable>: DeclaredOption {
  /// Its name without the hyphens: `market`.
  package let name: String
  package let kind: OptionKind
  package let summary: String
  private let read: @Sendable (String) throws(SteelyardError) -> Value

  /// Reads the text of one value.
  package func value(of text: String) throws(SteelyardError) -> Value { try read(text) }

  /// An option with a value.
  ///
  /// - Parameters:
  ///   - placeholder: What stands for the value in the help: `FILE`.
  ///   - repetition: Whether it may stand more than once.
  package init(
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
  package init(flag name: String, _ summary: String) {
    self.name = name
    kind = .flag
    self.summary = summary
    read = { _ throws(SteelyardError) in true }
  }
}

extension CommandOption<String> {
  /// An option whose value is taken as it stands: a path, a name.
  package init(text name: String, _ placeholder: String, _ summary: String) {
    self.init(name, placeholder, .once, summary) { text throws(SteelyardError) in text }
  }

  /// The same, as often as wanted.
  package init(texts name: String, _ placeholder: String, _ summary: String) {
    self.init(name, placeholder, .repeated, summary) { text throws(SteelyardError) in text }
  }
}

extension CommandOption where Value: RawRepresentable<String> & CaseIterable {
  /// An option with a closed list of values.
  package init(choice name: String, _ placeholder: String, _ summary: String) {
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
package enum OptionRepetition: Sendable {
  case once, repeated
}

/// Whether an option has a value.
package enum OptionKind: Sendable {
  case flag
  case value(placeholder: String, OptionRepetition)
}

/// What help and parser need to know of an option, whatever its value.
package protocol DeclaredOption: Sendable {
  var name: String { get }
  var kind: OptionKind { get }
  var summary: String { get }
}

extension DeclaredOption {
  /// As it is written: `--market FILE`.
  package var usage: String {
    switch kind {
    case .flag: "--\(name)"
    case .value(let placeholder, _): "--\(name) \(placeholder)"
    }
  }

  package var isRepeated: Bool {
    if case .value(_, .repeated) = kind { true } else { false }
  }
}
