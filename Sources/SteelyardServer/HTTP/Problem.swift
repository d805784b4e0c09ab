import SteelyardFormats
import SteelyardContracts

/// An answer that says what went wrong, for people and for programs (RFC 9457).
public struct Problem: Error, Sendable, Hashable {
  /// The status of the answer.
  public let status: Status
  /// A stable code: those of `SteelyardError`, and those of the transport (`method_not_allowed`, ...).
  public let code: String
  /// What happened, in one line.
  public let detail: String
  /// What the caller can do, in one line.
  public let remedy: String
  /// What it happened to: a field, an account, an instrument; `nil` for the call as a whole.
  public let field: String?
  /// Header fields that the status asks for (`allow`, `retry-after`, `www-authenticate`).
  public let headers: Headers

  /// A problem from its parts.
  public init(
    _ status: Status, code: String, _ detail: String, remedy: String, field: String? = nil,
    headers: Headers = Headers()
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.remedy = remedy
    self.field = field
    self.headers = headers
  }

  /// The media type of problem documents.
  public static let mediaType = "application/problem+json"

  /// The document as an answer.
  ///
  /// - Parameter identifier: The server's name of the request, which its log lines carry too.
  public func response(identifier: String) -> Response {
    var headers = headers
    headers.set("content-type", Problem.mediaType)
    return Response(status, headers: headers, body: document(identifier: identifier))
  }

  private func document(identifier: String) -> [UInt8] {
    var writer = JSONWriter(.compact)
    do {
      try writer.object { writer throws(SteelyardError) in
        writer.key("type")
        writer.string("/problems/\(code)")
        writer.key("title")
        writer.string(title)
        writer.key("status")
        writer.integer(status.code)
        writer.key("detail")
        writer.string(detail)
        writer.key("code")
        writer.string(code)
        if let field {
          writer.key("field")
          writer.string(field)
        }
        writer.key("remedy")
        writer.string(remedy)
        writer.key("instance")
        writer.string("/requests/\(identifier)")
      }
    } catch {
      preconditionFailure("Text and integers are always JSON: \(error)")
    }
    return writer.text
  }

  /// The code in words: "not found" for `not_found`.
  private var title: String {
    let words = code.split(separator: "_").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// More than was allowed in a time.
  static func tooMany(_ what: String, _ seconds: Double) -> Problem {
    let wait = max(1, Int(seconds.rounded(.up)))
    return Problem(
      .tooManyRequests, code: "rate_limited", "There were too many \(what).",
      remedy: "Wait \(wait) s and send fewer.", headers: Headers(["retry-after": "\(wait)"]))
  }
}
