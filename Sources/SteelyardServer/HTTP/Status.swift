/// A status code of HTTP (RFC 9110, section 15).
public struct Status: Sendable, Hashable {
  /// 100 to 599.
  public let code: Int

  /// A status by its number.
  public init(_ code: Int) { self.code = code }

  /// What stands behind the number on the wire.
  public var reason: String { Status.reasons[code] ?? "Status \(code)" }

  /// Whether an answer with it has no body.
  public var isWithoutBody: Bool { code < 200 || code == 204 || code == 304 }

  /// 200: answered.
  public static let ok = Status(200)
  /// 201: made.
  public static let created = Status(201)
  /// 202: taken; done later.
  public static let accepted = Status(202)
  /// 204: done, and nothing to say.
  public static let noContent = Status(204)
  /// 304: what the caller has is still right.
  public static let notModified = Status(304)
  /// 400: the request cannot be understood.
  public static let badRequest = Status(400)
  /// 401: nobody knows who asks.
  public static let unauthorised = Status(401)
  /// 403: known, and not allowed.
  public static let forbidden = Status(403)
  /// 404: nothing there, or nothing the caller may know of.
  public static let notFound = Status(404)
  /// 405: the path has not this method.
  public static let methodNotAllowed = Status(405)
  /// 406: no type of answer that the caller takes.
  public static let notAcceptable = Status(406)
  /// 408: the request did not come in time.
  public static let requestTimeout = Status(408)
  /// 409: it does not fit what is there.
  public static let conflict = Status(409)
  /// 413: the body is too long.
  public static let contentTooLarge = Status(413)
  /// 414: the target is too long.
  public static let targetTooLong = Status(414)
  /// 415: a body of a type that is not read.
  public static let unsupportedMediaType = Status(415)
  /// 417: an expectation that is not known.
  public static let expectationFailed = Status(417)
  /// 422: understood, and not possible.
  public static let unprocessable = Status(422)
  /// 426: the path speaks another protocol.
  public static let upgradeRequired = Status(426)
  /// 429: too many in a time.
  public static let tooManyRequests = Status(429)
  /// 431: the header is too long.
  public static let headersTooLarge = Status(431)
  /// 500: the server failed.
  public static let internalError = Status(500)
  /// 501: not known here.
  public static let notImplemented = Status(501)
  /// 503: not now.
  public static let unavailable = Status(503)
  /// 505: another version of HTTP.
  public static let versionNotSupported = Status(505)

  private static let reasons = [
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
    204: "No Content", 304: "Not Modified", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    408: "Request Timeout", 409: "Conflict", 412: "Precondition Failed",
    413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
    417: "Expectation Failed", 422: "Unprocessable Content", 426: "Upgrade Required",
    428: "Precondition Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
  ]
}
