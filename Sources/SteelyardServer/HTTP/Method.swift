/// A method of HTTP, known or not: an unknown one is answered 405 and not cut off.
public struct Method: Sendable, Hashable, CustomStringConvertible {
  /// As it came; methods are case sensitive.
  public let description: String

  /// A method by its name.
  public init(_ name: String) { description = name }

  /// `GET`.
  public static let get = Method("GET")
  /// `HEAD`.
  public static let head = Method("HEAD")
  /// `POST`.
  public static let post = Method("POST")
  /// `PUT`.
  public static let put = Method("PUT")
  /// `PATCH`.
  public static let patch = Method("PATCH")
  /// `DELETE`.
  public static let delete = Method("DELETE")
  /// `OPTIONS`.
  public static let options = Method("OPTIONS")
}
