import SteelyardContracts

extension JSONValue {
  /// Refuses members that the format has not, so that nothing is dropped unseen.
  ///
  /// - Parameter what: What the object is, for people: `a coin`.
  /// - Throws: `invalidInput` at the first such member, or where this is no object.
  func allow(members known: Set<String>, of what: String) throws(SteelyardError) {
    for (key, member) in try members() where !known.contains(key) {
      throw member.error(
        "\(what.prefix(1).uppercased())\(what.dropFirst()) has no member \"\(key.prefix(40))\".",
        remedy: "Remove it; it has \(known.sorted().joined(separator: ", ")).")
    }
  }
}
