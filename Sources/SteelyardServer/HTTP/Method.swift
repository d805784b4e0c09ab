/// A method of HTTP, known or not: an unknown one is answered 405 and not cut off.
public struct Method: Sendable, Hashable, CustomStringConvertible {
  /// As it came; methods are case sensitive.
  public let description: String

  /// A method by its name.
  public init(_ name: String) { description = name }

  public static let get = Method("GET")
  public static let head = Method("HEAD")
  public static let post = Method("POST")
  public static let put = Method("PUT")
  public static let patch = Method("PATCH")
  public static let delete = Method("DELETE")
  public static let options = Method("OPTIONS")
}
