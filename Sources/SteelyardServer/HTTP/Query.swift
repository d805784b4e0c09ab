public import SteelyardContracts

/// The part of a target behind the question mark, decoded.
public struct Query: Sendable, Hashable {
  /// Name and value of each part, in their order; a part without `=` has an empty value.
  public let parts: [Part]

  /// One part of a query.
  public struct Part: Sendable, Hashable {
    /// Decoded.
    public let name: String
    /// Decoded.
    public let value: String
  }

  /// Most parts of a query.
  public static let partsMax = 64

  /// A query without parts.
  static let empty: Query? = Query("")

  /// A query from the text behind the question mark; `nil` where it is wrongly encoded or too long.
  init?(_ text: some StringProtocol) {
    var parts: [Part] = []
    for piece in text.split(separator: "&", omittingEmptySubsequences: true) {
      let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count < Query.partsMax,
        let name = PercentEncoding.decode(halves[0], plus: .blank),
        let value = PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plus: .blank)
      else { return nil }
      parts.append(Part(name: name, value: value))
    }
    self.parts = parts
  }

  /// All values of a name.
  public func values(_ name: String) -> [String] {
    parts.filter { $0.name == name }.map(\.value)
  }

  /// The value of a name that may be given once.
  ///
  /// - Throws: `invalidInput` where it is given several times: which of them is meant?
  public func value(_ name: String) throws(SteelyardError) -> String? {
    let values = values(name)
    guard values.count <= 1 else {
      throw SteelyardError(
        .invalidInput, "The query gives \"\(name)\" \(values.count) times.",
        remedy: "Give it once.", subject: .place(file: "query", row: nil, field: name))
    }
    return values.first
  }
}
