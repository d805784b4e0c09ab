import SteelyardDigests
public import SteelyardContracts

/// How a webhook proves that it comes from here, and when it was sent.
///
/// The header is `Steelyard-Signature: t=1773480000,v1=<64 hexadecimal digits>`: seconds since 1970 and
/// HMAC-SHA-256, under a secret of the subscriber's own, of the seconds as text, a full stop and the
/// body byte for byte. While a secret is replaced there is one `v1` for each; receivers accept any.
public enum WebhookSignature {
  /// Name of the header.
  public static let headerName = "Steelyard-Signature"
  /// Shortest secret, in bytes: 128 bits.
  public static let secretLengthMin = 16
  /// Most signatures in one header.
  public static let secretCountMax = 4

  /// The header's value for a body that is sent at a time.
  ///
  /// - Throws: `invalidInput` for no secret, more than `secretCountMax`, or one that is too short.
  public static func header(
    body: [UInt8], at time: Timestamp, secrets: [[UInt8]]
  ) throws(SteelyardError) -> String {
    guard (1...secretCountMax).contains(secrets.count),
      secrets.allSatisfy({ $0.count >= secretLengthMin })
    else {
      throw SteelyardError(
        .invalidInput, "A webhook has \(secrets.count) secrets, or one that is too short.",
        remedy: "Set 1 to \(secretCountMax) secrets of at least \(secretLengthMin) bytes.")
    }
    let seconds = String(time.microseconds / 1_000_000)
    return secrets.reduce("t=" + seconds) { header, secret in
      header + ",v1=" + hexadecimalText(of: digest(seconds: seconds, body: body, secret: secret))
    }
  }

  /// Checks a header as a receiver does.
  ///
  /// - Throws: `unauthorised` where the header is malformed, no signature is this secret's, or the time
  ///   is further from now than the tolerance.
  public static func check(
    header: String, body: [UInt8], secret: [UInt8], at now: Timestamp, toleranceSeconds: Int64
  ) throws(SteelyardError) {
    var seconds: String?
    var signatures: [[UInt8]] = []
    for part in header.split(separator: ",", maxSplits: secretCountMax + 1) {
      if part.hasPrefix("t="), seconds == nil { seconds = String(part.dropFirst(2)) }
      if part.hasPrefix("v1="), let bytes = bytes(hexadecimal: part.dropFirst(3)) {
        signatures.append(bytes)
      }
    }
    guard let seconds, let sent = Int64(seconds), String(sent) == seconds, !signatures.isEmpty
    else {
      throw SteelyardError(
        .unauthorised, "The header \(headerName) is not of the form t=...,v1=....",
        remedy: "Take it as it came, unaltered.")
    }
    let expected = digest(seconds: seconds, body: body, secret: secret)
    // Every signature is compared, so that the time tells nothing.
    let matches = signatures.map { isSameDigest(expected, $0) }
    guard matches.contains(true) else {
      throw SteelyardError(
        .unauthorised, "No signature of the webhook is made with this secret over this body.",
        remedy: "Check the secret, and sign the body byte for byte as it came.")
    }
    let (age, overflow) = (now.microseconds / 1_000_000).subtractingReportingOverflow(sent)
    guard !overflow, age.magnitude <= UInt64(max(toleranceSeconds, 0)) else {
      throw SteelyardError(
        .unauthorised, "The webhook was signed at \(seconds) s since 1970, too far from now.",
        remedy: "Check the clock, or drop it as a repetition.")
    }
  }

  private static func digest(seconds: String, body: [UInt8], secret: [UInt8]) -> [UInt8] {
    hmacSHA256(of: Array(seconds.utf8) + [UInt8(ascii: ".")] + body, key: secret)
  }

  private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = nibble(digits[place]), let low = nibble(digits[place + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
