import SteelyardDigests
public import SteelyardContracts
import SteelyardEngine

/// Signing of requests: what a client sends in `authorization`, and what the server checks it against.
public enum RequestSignature {
  /// The value of `authorization` for a request.
  ///
  /// - Parameters:
  ///   - method: The method; `AUTH` for the first message of a WebSocket.
  ///   - target: Path and query exactly as they are sent.
  ///   - nonce: 8 to 64 letters, digits, `-` and `_` that this key has not used in the last minute.
  ///   - now: The client's clock.
  public static func authorization(
    identifier: String, secret: Secret, method: String, target: String, body: [UInt8],
    nonce: String, at now: Timestamp
  ) -> String {
    let timestamp = String(now.microseconds / 1_000)
    let signed = text(
      timestamp: timestamp, nonce: nonce, method: method, target: target, body: body)
    let bytes = hmacSHA256(of: signed, key: secret.signingKey)
    return "\(Credentials.scheme) id=\(identifier),ts=\(timestamp),nonce=\(nonce),"
      + "sig=\(hexadecimalText(of: bytes))"
  }

  /// What is signed: time, nonce, method, target and the SHA-256 of the body, a line each.
  static func text(
    timestamp: String, nonce: String, method: String, target: String, body: [UInt8]
  ) -> [UInt8] {
    let digest = SHA256Digest(of: body).description
    return Array("\(timestamp)\n\(nonce)\n\(method)\n\(target)\n\(digest)\n".utf8)
  }

  /// What is signed in Deribit's protocol: the body itself in the place of its hash.
  static func venueText(
    timestamp: String, nonce: String, method: String, target: String, body: [UInt8]
  ) -> [UInt8] {
    Array("\(timestamp)\n\(nonce)\n\(method)\n\(target)\n".utf8) + body + [0x0A]
  }
}
