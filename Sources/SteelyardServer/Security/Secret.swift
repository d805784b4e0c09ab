/// Something that must not be seen: it prints as `(secret)` wherever it is printed, and no log takes it.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The text itself, for the one place where it is shown or sent.
  public let revealed: String

  /// A secret from its text.
  public init(_ text: String) { revealed = text }

  /// A new secret of 32 random bytes, as 43 characters.
  static func random() -> Secret { Secret(ByteText.base64URL(Sodium.randomBytes(32))) }

  /// Not the secret.
  public var description: String { "(secret)" }
  /// Not the secret.
  public var debugDescription: String { "(secret)" }
  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }

  /// What the server keeps of it and both sides sign with: not the text, and no way back to it.
  var signingKey: [UInt8] { Sodium.hash(Array(revealed.utf8), purpose: "steelyard signing key 1") }

  /// The client secret for Deribit's protocol, whose clients sign with the text they are given.
  ///
  /// It comes out of the signing key, so the server can always make it again and still keeps no text that a client
  /// types.
  static func venueSecret(_ signingKey: [UInt8]) -> Secret {
    Secret(ByteText.base64URL(Sodium.hash(signingKey, purpose: "steelyard venue secret 1")))
  }
}
