/// An answer to a request.
public struct Response: Sendable {
  /// Its status.
  public var status: Status
  /// Header fields beyond those the server writes itself (`date`, `content-length`, `connection`).
  public var headers: Headers
  /// The body; left out for `HEAD` and for statuses without one.
  public var body: [UInt8]

  /// An answer from its parts.
  public init(_ status: Status, headers: Headers = Headers(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer with a body of a media type.
  public init(_ status: Status, mediaType: String, body: [UInt8]) {
    self.init(status, headers: Headers(["content-type": mediaType]), body: body)
  }

  /// An answer in JSON.
  public static func json(_ body: [UInt8], status: Status = .ok) -> Response {
    Response(status, mediaType: "application/json", body: body)
  }

  /// An answer in plain text.
  public static func text(_ text: String, status: Status = .ok) -> Response {
    Response(status, mediaType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }
}
