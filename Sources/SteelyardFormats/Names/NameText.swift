import SteelyardContracts

/// The text of a name, checked for length, with the grammar it is read in.
struct NameText {
  let naming: InstrumentNaming
  let bytes: [UInt8]

  init(_ name: some StringProtocol, naming: InstrumentNaming) throws(SteelyardError) {
    self.naming = naming
    bytes = Array(name.utf8.prefix(InstrumentNaming.nameLengthMax + 1))
    guard !bytes.isEmpty else {
      throw refusal(.invalidInput, "The name is empty.")
    }
    guard bytes.count <= InstrumentNaming.nameLengthMax else {
      throw refusal(
        .invalidInput, "The name is longer than \(InstrumentNaming.nameLengthMax) bytes.")
    }
  }

  /// The whole name as one part.
  var whole: NamePart { NamePart(name: self, bytes: bytes[...], number: 1) }

  /// What stands between hyphens.
  var parts: [NamePart] { whole.split(at: "-") }

  /// An error about the name as a whole; without a remedy it shows the forms that are accepted.
  func refusal(
    _ code: SteelyardError.Code, _ message: String, remedy: String? = nil
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: remedy ?? "Write \(naming.title) names as \(naming.forms).",
      subject: .instrument(NameText.shown(bytes[...])))
  }

  /// An error where the number of parts fits no form.
  func wrongPartCount(_ count: Int, expected: String) -> SteelyardError {
    refusal(
      .invalidInput,
      "The name has \(count) part\(count == 1 ? "" : "s") between hyphens; expected \(expected).")
  }

  /// Makes the instrument and tells errors about this name.
  func instrument(
    base: Currency, quote: Currency, settlement: Currency, _ product: Instrument.Product
  ) throws(SteelyardError) -> Instrument {
    do {
      let underlying = try Underlying(base: base, quote: quote, settlement: settlement)
      return try Instrument(underlying, product)
    } catch {
      throw error.about(.instrument(NameText.shown(bytes[...])))
    }
  }

  /// Text for an error line: printable ASCII only, at most 60 characters.
  static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    let printable = bytes.prefix(60).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
    return String(decoding: printable, as: UTF8.self) + (bytes.count > 60 ? "..." : "")
  }
}
