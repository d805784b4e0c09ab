import SteelyardContracts
import SteelyardFormats

// Bodies are held against what the description says of them, so that the two cannot differ. What a text means (an
// instrument, an amount) is found out by whoever reads it: that is a question of values and not of shape.
extension APISchema {
  /// Refuses a value of another kind, word, length or members.
  ///
  /// - Throws: `invalidInput` about the value.
  func check(_ value: JSONValue) throws(SteelyardError) {
    switch self {
    case .text, .amount, .time: _ = try value.string()
    case .number: _ = try value.number()
    case .integer:
      // JSON Schema calls 7.0 an integer, and sets no end to them.
      let number = try value.number()
      if number != number.rounded() { _ = try value.integer() }
    case .boolean: _ = try value.boolean()
    case .choice(_, let words):
      let text = try value.string()
      guard words.contains(text) else {
        throw value.error(
          "\"\(text.prefix(40))\" is none of the words for \(value.key ?? "an element").",
          remedy: "Write one of \(words.joined(separator: ", ")).")
      }
    case .list(_, let element, let countMax):
      var count = 0
      for each in try value.elements() {
        count += 1
        guard count <= countMax ?? Int.max else {
          throw value.error(
            "There are more than \(countMax ?? count) elements.", remedy: "Send fewer.")
        }
        try element.check(each)
      }
    case .map(_, let element):
      for (_, each) in try value.members() { try element.check(each) }
    case .object(let object): try object.check(value)
    case .free: _ = try value.members()
    case .nullable(let schema): if !value.isNull { try schema.check(value) }
    }
  }
}

extension APIObject {
  /// Refuses what is no object, members that it has not, and one without a member that it must have.
  ///
  /// - Throws: `invalidInput` about the member.
  func check(_ value: JSONValue) throws(SteelyardError) {
    let given = try value.members()
    for (key, member) in given {
      guard let known = members.first(where: { $0.name == key }) else {
        throw member.error(
          "There is no member \"\(key.prefix(40))\".",
          remedy: "Known are \(memberNames.sorted().joined(separator: ", ")).")
      }
      try known.schema.check(member)
    }
    for member in members where member.presence == .required {
      guard value.optional(named: member.name) != nil else {
        throw value.error("The member \(member.name) is missing.", remedy: "Add it.")
      }
    }
  }
}
