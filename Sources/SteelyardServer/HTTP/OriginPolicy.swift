/// Which web pages may use the server.
///
/// A browser sends a page's requests to any address, this machine's included. Pages of other origins are refused,
/// and where no key is asked for, so are names that somebody has pointed at this machine. Where keys are asked for, a
/// page that came from the name it calls is let in, whatever the name: it has no more than the key it was given.
struct OriginPolicy {
  let allowedOrigins: Set<String>
  /// Whether keys are asked for.
  let isGuarded: Bool

  /// - Throws: A problem of status 403.
  func check(_ head: RequestHead) throws(Problem) {
    let host = head.headers["host"] ?? ""
    if !isGuarded, !OriginPolicy.isLoopback(host) {
      throw Problem(
        .forbidden, code: "host_not_allowed",
        "Without keys, the server answers to this machine's own names only.",
        remedy: "Call it as 127.0.0.1 or localhost, or start it with keys.", field: "host")
    }
    guard let origin = head.headers["origin"], !allowedOrigins.contains(origin) else { return }
    let name = host.lowercased()
    let own = ["http://" + name, "https://" + name]
    guard own.contains(origin), isGuarded || OriginPolicy.isLoopback(host) else {
      throw Problem(
        .forbidden, code: "origin_not_allowed", "Pages of \(origin.prefix(200)) may not call here.",
        remedy: "Name the origin in the server's allowed origins.", field: "origin")
    }
  }

  /// Whether a `host` field names this machine.
  static func isLoopback(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
    return ServerAddress(host: String(host.prefix { $0 != ":" }), port: 0).isLoopback
  }
}
