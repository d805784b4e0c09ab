/// What a request says about its sender, before anything is checked.
enum Credentials {
  /// `steelyard-hmac-sha256 id=..,ts=..,nonce=..,sig=..`
  case signed(Signature)
  /// `deri-hmac-sha256 id=..,ts=..,sig=..,nonce=..`
  case venueSigned(Signature)
  /// `Bearer id.secret`
  case bearer(identifier: String, secret: String)
  /// `Bearer token`
  case token(String)

  /// The parts of a signature.
  struct Signature {
    let identifier: String
    /// Milliseconds since 1970, as sent.
    let timestamp: String
    let nonce: String
    /// The 32 bytes.
    let bytes: [UInt8]
  }

  /// The scheme of signatures in our own form.
  static let scheme = "steelyard-hmac-sha256"
  /// The scheme of signatures in Deribit's form.
  static let venueScheme = "deri-hmac-sha256"

  /// Credentials from the value of `authorization`; `nil` for what is none of these.
  init?(_ header: String) {
    guard let blank = header.utf8.firstIndex(of: 0x20), blank > header.startIndex else {
      return nil
    }
    let rest = Headers.trimmed(header[blank...])
    guard !rest.isEmpty else { return nil }
    switch header[..<blank].lowercased() {
    case Credentials.scheme:
      guard let signature = Signature(rest) else { return nil }
      self = .signed(signature)
    case Credentials.venueScheme:
      guard let signature = Signature(rest) else { return nil }
      self = .venueSigned(signature)
    case "bearer":
      guard let point = rest.utf8.firstIndex(of: UInt8(ascii: ".")) else {
        self = .token(rest)
        return
      }
      self = .bearer(
        identifier: String(rest[..<point]), secret: String(rest[rest.utf8.index(after: point)...]))
    default: return nil
    }
  }
}

extension Credentials.Signature {
  /// A signature from `id=..,ts=..,nonce=..,sig=..` in any order.
  init?(_ text: String) {
    var values: [String: String] = [:]
    for part in text.split(separator: ",") {
      let halves = part.split(separator: "=", maxSplits: 1).map { Headers.trimmed($0) }
      guard halves.count == 2, values.updateValue(halves[1], forKey: halves[0]) == nil else {
        return nil
      }
    }
    guard let identifier = values["id"], let timestamp = values["ts"], let nonce = values["nonce"],
      let bytes = values["sig"].flatMap({ ByteText.bytes(hex: $0) })
    else { return nil }
    self.init(identifier: identifier, timestamp: timestamp, nonce: nonce, bytes: bytes)
  }
}
