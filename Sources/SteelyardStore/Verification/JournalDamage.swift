/// Something in a journal that is not what was written.
public struct JournalDamage: Sendable, Hashable {
  /// What kind of thing it is.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The file as a whole: it can't be opened, or its pages don't fit together.
    case structure
    /// A record, or the chain through it.
    case record
    /// A snapshot.
    case snapshot
    /// A named value.
    case fact
  }

  /// What kind of thing it is.
  public let kind: Kind
  /// The record or snapshot that it is at; nil where it is at none.
  public let position: Int64?
  /// What is wrong, in a sentence.
  public let reason: String
}
