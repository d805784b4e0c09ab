/// A path with placeholders: `/api/v1/accounts/{account}/margin`.
///
/// A placeholder stands for one segment. The segment is decoded after the path was taken apart, so a stroke
/// inside a name is sent as `%2F` and stays in the name.
public struct RoutePattern: Sendable, Hashable, CustomStringConvertible {
  /// One part between strokes.
  enum Segment: Sendable, Hashable {
    case literal(String)
    case placeholder(String)
  }

  let segments: [Segment]
  /// The pattern as written.
  public let description: String

  /// A pattern from its text.
  ///
  /// - Precondition: It begins with a stroke, and no placeholder comes twice.
  public init(_ text: String) {
    precondition(text.hasPrefix("/"), "The route \(text) does not begin with a stroke.")
    description = text
    segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
      part in
      part.hasPrefix("{") && part.hasSuffix("}")
        ? .placeholder(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
    let names = segments.compactMap { segment -> String? in
      if case .placeholder(let name) = segment { name } else { nil }
    }
    precondition(Set(names).count == names.count, "The route \(text) names a placeholder twice.")
  }

  /// What the placeholders stand for; `nil` if the path is another.
  func match(_ path: [String]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    // From the end: what tells the paths of one prefix apart stands there.
    for place in path.indices.reversed() {
      switch segments[place] {
      case .literal(let text): guard text == path[place] else { return nil }
      case .placeholder: guard !path[place].isEmpty else { return nil }
      }
    }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, path) {
      if case .placeholder(let name) = segment { values[name] = part }
    }
    return values
  }

  /// The decoded segments of a path; `nil` if it is wrongly encoded.
  static func segments(of path: String) -> [String]? {
    var segments: [String] = []
    for part in path.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let decoded = PercentEncoding.decode(Substring(part), plus: .itself) else { return nil }
      segments.append(decoded)
    }
    return segments
  }

  /// More literal segments first: `/accounts/all` before `/accounts/{account}`.
  var literalCount: Int {
    segments.reduce(0) { count, segment in
      if case .literal = segment { count + 1 } else { count }
    }
  }
}
