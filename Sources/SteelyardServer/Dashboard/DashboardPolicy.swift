/// What a browser may do with the dashboard's files: header fields of each of them.
enum DashboardPolicy {
  /// Everything comes from this server, and no script stands in the page.
  ///
  /// The two hashes are of style elements that Plotly 4.1.1 adds to the page: an empty one, which it fills by rule, and
  /// one for maps. Style that is written into the page stays forbidden; style attributes go through
  /// Dashboard/script/style-attribute.js.
  static let contentSecurity = [
    "default-src 'none'", "script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
      + "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
    "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'",
    "form-action 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  /// Devices that no page here asks for.
  static let permissions = [
    "accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment",
    "usb",
  ].map { "\($0)=()" }.joined(separator: ", ")

  /// The fields; `x-content-type-options` stands in every answer of the server already.
  static let headers = Headers([
    "content-security-policy": contentSecurity, "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": permissions, "cache-control": "no-cache",
  ])
}
