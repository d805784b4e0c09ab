import SteelyardDashboard
import SteelyardDigests

/// A file of the dashboard as it is sent: nothing in it belongs to anyone, so it needs no key.
package struct DashboardFile: Sendable {
  /// Its path below `/dashboard/`, such as `script/main.js`.
  package let path: String
  /// What it is.
  package let mediaType: String
  /// Its bytes.
  package let bytes: [UInt8]
  /// Told from another content by its SHA-256.
  package let tag: String

  /// A file from its parts.
  package init(path: String, mediaType: String, bytes: [UInt8]) {
    self.path = path
    self.mediaType = mediaType
    self.bytes = bytes
    tag = "\"\(SHA256Digest(of: bytes).description.prefix(32))\""
  }

  /// The files of `Dashboard/` as they were when the program was built.
  package static var embedded: [DashboardFile] {
    (0..<steelyard_dashboard_file_count()).map { index in
      let file = steelyard_dashboard_file(index)
      return DashboardFile(
        path: String(cString: file.path), mediaType: String(cString: file.media_type),
        bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.length)))
    }
  }
}
