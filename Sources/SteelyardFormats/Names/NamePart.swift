import SteelyardContracts

/// One part of a name, with its place in it for the messages.
struct NamePart {
  let name: NameText
  /// The part's bytes; its indices are places in the name, from 0.
  let bytes: ArraySlice<UInt8>
  /// Which part between hyphens it is, from 1.
  let number: Int

  /// What stands between separators, empty pieces included.
  func split(at separator: Unicode.Scalar) -> [NamePart] {
    let separator = UInt8(ascii: separator)
    var parts: [NamePart] = []
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == separator {
      parts.append(NamePart(name: name, bytes: bytes[start..<index], number: parts.count + 1))
      start = index + 1
    }
    parts.append(NamePart(name: name, bytes: bytes[start...], number: parts.count + 1))
    return parts
  }

  /// Whether the part is exactly this text.
  func reads(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes.elementsEqual($0) }
  }

  /// The part in quotation marks, with its place: `part 2 "27MR26" (from character 5)`.
  var place: String {
    "Part \(number) \"\(NameText.shown(bytes))\" (from character \(bytes.startIndex + 1))"
  }

  /// An error about this part.
  func refusal(expected: String, remedy: String? = nil) -> SteelyardError {
    name.refusal(.invalidInput, "\(place): expected \(expected).", remedy: remedy)
  }

  /// A currency code: capital letters and digits, and nothing that names write for another term.
  func currency(_ role: StaticString) throws(SteelyardError) -> Currency {
    guard bytes.count <= Currency.codeLengthMax, !isTerm,
      let currency = try? Currency(String(decoding: bytes, as: UTF8.self))
    else {
      throw refusal(
        expected: "the \(role) currency, 1 to 20 capital letters and digits such as BTC, no date")
    }
    return currency
  }

  /// Whether it reads as a date, a number or the word of a perpetual, which no currency code may:
  /// else Deribit's `BTC-25DEC26` and `BTC-PERPETUAL` would be spot pairs on OKX.
  var isTerm: Bool {
    !bytes.contains(where: isCapital) || dayMonthYearIfAny() != nil
      || reads("PERP") || reads("PERPETUAL") || reads("SWAP")
  }

  /// `C` or `P`.
  func right() throws(SteelyardError) -> OptionRight {
    if reads("C") { return .call }
    if reads("P") { return .put }
    throw refusal(expected: "C (call) or P (put)")
  }

  /// The number that so many digits at a place of the part say, or nil.
  func digits(_ range: Range<Int>) -> Int? {
    guard range.upperBound <= bytes.count else { return nil }
    var number = 0
    for index in range {
      let byte = bytes[bytes.startIndex + index]
      guard isDigit(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
