import SteelyardContracts
import SteelyardFormats
import Synchronization

/// The body of a call: an object that is as the operation describes it.
struct APIBody {
  let root: JSONValue

  /// Reads a body.
  ///
  /// - Throws: `invalidInput` for what is no JSON object, or is not as the object is described.
  init(_ bytes: [UInt8], as object: APIObject) throws(SteelyardError) {
    guard !bytes.isEmpty else {
      throw SteelyardError(
        .invalidInput, "The call has no body.",
        remedy: "Send a JSON object: \(object.memberNames.sorted().joined(separator: ", ")).",
        subject: .place(file: "body", row: nil, field: "body"))
    }
    do throws(SteelyardError) {
      root = try JSONDocument(InputFile(name: "body", bytes: bytes)).root
    } catch {
      throw SteelyardError(
        error.code, error.message, remedy: "Send one JSON object in UTF-8.",
        subject: .place(file: "body", row: nil, field: "body"))
    }
    try object.check(root)
  }

  /// An object inside a body, its members checked already.
  init(root: JSONValue) { self.root = root }

  /// A text.
  func text(_ key: StaticString) throws(SteelyardError) -> String {
    try root.required(key).string()
  }

  /// A text that may be left out.
  func optionalText(_ key: StaticString) throws(SteelyardError) -> String? {
    try root.present(key)?.string()
  }

  /// What a text means.
  ///
  /// - Throws: What `read` throws, about the member.
  func value<Value>(
    _ key: StaticString, _ read: (String) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    let member = try root.required(key)
    return try member.at(try member.string(), read)
  }

  /// What a text means that may be left out.
  func optional<Value>(
    _ key: StaticString, _ read: (String) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value? {
    guard let member = root.present(key) else { return nil }
    return try member.at(try member.string(), read)
  }

  /// An amount, which is a string: a number in JSON is rounded by most who read it.
  func amount(_ key: StaticString) throws(SteelyardError) -> Amount {
    try value(key) { text throws(SteelyardError) in try Amount(parsing: text) }
  }

  /// An amount that may be left out.
  func optionalAmount(_ key: StaticString) throws(SteelyardError) -> Amount? {
    try optional(key) { text throws(SteelyardError) in try Amount(parsing: text) }
  }

  /// A whole number from zero on that may be left out; `7.0` is whole as well, and what is beyond 2^64 - 1 stands for it.
  func optionalCount(_ key: StaticString) throws(SteelyardError) -> UInt64? {
    guard let member = root.present(key) else { return nil }
    let number = try member.number()
    guard number >= 0, number == number.rounded() else {
      throw member.mismatch("whole number from zero on")
    }
    return UInt64(exactly: number) ?? .max
  }

  /// An account's name.
  func account(_ key: StaticString) throws(SteelyardError) -> AccountName {
    try value(key) { text throws(SteelyardError) in try AccountName(text) }
  }

  /// An asset.
  func asset(_ key: StaticString) throws(SteelyardError) -> Currency {
    try value(key) { text throws(SteelyardError) in try Currency(text) }
  }

  /// An instrument, in Steelyard's or Deribit's spelling.
  func instrument(_ key: StaticString) throws(SteelyardError) -> Instrument {
    try value(key) { text throws(SteelyardError) in try APIInstrument.instrument(named: text) }
  }

  /// One of some words; `standard` where it is left out.
  func choice<Word: RawRepresentable & CaseIterable>(
    _ key: StaticString, _ words: Word.Type, standard: Word? = nil
  ) throws(SteelyardError) -> Word where Word.RawValue == String {
    guard let member = root.present(key) else {
      if let standard { return standard }
      _ = try root.required(key)
      throw root.mismatch("object with \(key)")
    }
    let text = try member.string()
    guard let word = Word(rawValue: text) else {
      throw member.error(
        "\"\(text.prefix(40))\" is none of the words for \(key).",
        remedy: "Write one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }
}

/// How instruments are spelt: every answer in Steelyard's own way, which has a name for each.
enum APIInstrument {
  /// The name of an instrument.
  static func name(_ instrument: Instrument) -> String {
    (try? InstrumentNaming.steelyard.name(of: instrument)) ?? instrument.description
  }

  /// The instrument of a name in Steelyard's or Deribit's spelling.
  ///
  /// - Throws: `invalidInput` for what is neither.
  static func instrument(named name: String) throws(SteelyardError) -> Instrument {
    if let known = known.withLock({ $0[name] }) { return known }
    let instrument = try read(name)
    guard name.utf8.count <= knownBytesMax else { return instrument }
    known.withLock { known in
      if known.count >= knownMax { known.removeAll(keepingCapacity: true) }
      known[name] = instrument
    }
    return instrument
  }

  /// What names were read as: a name means the same whoever writes it and whenever, and reading it costs more than
  /// finding it again.
  private static let known = Mutex<[String: Instrument]>([:])
  /// Names of more contracts than venues list; then all are forgotten, so that nobody can fill the memory with names.
  private static let knownMax = 8_192
  /// Longer than any venue's names.
  private static let knownBytesMax = 64

  private static func read(_ name: String) throws(SteelyardError) -> Instrument {
    // A refusal costs more than a name, and nearly every name of Steelyard's has a stroke, which Deribit's has not.
    if name.utf8.contains(UInt8(ascii: "/")),
      let instrument = try? InstrumentNaming.steelyard.instrument(named: name)
    {
      return instrument
    }
    do throws(SteelyardError) {
      return try InstrumentNaming.deribit.instrument(named: name)
    } catch {
      if let instrument = try? InstrumentNaming.steelyard.instrument(named: name) {
        return instrument
      }
      throw error
    }
  }
}
