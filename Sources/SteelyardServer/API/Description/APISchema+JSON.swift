import SteelyardContracts
import SteelyardFormats

extension APISchema {
  /// Writes the value as JSON Schema; objects as references to their names.
  func write(to writer: inout JSONWriter) throws(SteelyardError) {
    if case .object(let object) = self {
      return try APISchema.reference("schemas/" + object.name, &writer)
    }
    try writer.object { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes a reference to a component.
  static func reference(_ path: String, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.object { writer in writer.field("$ref", "#/components/" + path) }
  }

  private func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    switch self {
    case .text(let what, let pattern, let example):
      head("string", what, &writer)
      if let pattern { writer.field("pattern", pattern) }
      if let example { try writer.strings("examples", [example]) }
    case .amount(let what):
      head("string", what + " Exact, as a decimal text.", &writer)
      writer.field("pattern", APISchema.amountPattern)
    case .number(let what): head("number", what, &writer)
    case .integer(let what, let from, let to):
      head("integer", what, &writer)
      if let from { writer.field("minimum", Int(from)) }
      if let to { writer.field("maximum", Int(to)) }
    case .boolean(let what): head("boolean", what, &writer)
    case .time(let what):
      head("string", what + " RFC 3339, in UTC.", &writer)
      writer.field("format", "date-time")
    case .choice(let what, let words):
      head("string", what, &writer)
      try writer.strings("enum", words)
    case .list(let what, let element, let countMax):
      head("array", what, &writer)
      if let countMax { writer.field("maxItems", countMax) }
      writer.key("items")
      try element.write(to: &writer)
    case .map(let what, let element):
      head("object", what, &writer)
      writer.key("additionalProperties")
      try element.write(to: &writer)
    case .free(let what): head("object", what, &writer)
    case .nullable(let schema):
      writer.key("anyOf")
      try writer.array { writer throws(SteelyardError) in
        try schema.write(to: &writer)
        try writer.object { writer in writer.field("type", "null") }
      }
    case .object: preconditionFailure("An object is written as a reference.")
    }
  }

  private func head(_ type: String, _ what: String, _ writer: inout JSONWriter) {
    writer.field("type", type)
    writer.field("description", what)
  }

  /// Adds every object that the value has in it to those named already.
  func collect(_ objects: inout [String: APIObject]) {
    switch self {
    case .object(let object): object.collect(&objects)
    case .list(_, let element, _), .map(_, let element): element.collect(&objects)
    case .nullable(let schema): schema.collect(&objects)
    case .text, .amount, .number, .integer, .boolean, .time, .choice, .free: break
    }
  }
}

extension APIObject {
  /// Adds it and every object in it.
  func collect(_ objects: inout [String: APIObject]) {
    if let known = objects[name] {
      precondition(known.memberNames == memberNames, "Two objects are called \(name).")
      return
    }
    objects[name] = self
    for member in members { member.schema.collect(&objects) }
  }

  /// Writes it as JSON Schema.
  func write(to writer: inout JSONWriter) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.field("type", "object")
      writer.field("description", what)
      writer.key("properties")
      try writer.object { writer throws(SteelyardError) in
        for member in members {
          writer.key(named: member.name)
          try member.schema.write(to: &writer)
        }
      }
      let required = members.filter { $0.presence == .required }.map(\.name)
      if !required.isEmpty { try writer.strings("required", required) }
      writer.key("additionalProperties")
      writer.boolean(false)
    }
  }
}
