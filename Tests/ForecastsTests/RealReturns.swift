import Foundation
import Testing

/// Daily returns of real coins: from `STEELYARD_DATA`, or `../shared/data` beside the package.
enum RealReturns {
  static let skipped: Comment = "STEELYARD_DATA and ../shared/data are absent: real prices skipped"

  static var isPresent: Bool { FileManager.default.fileExists(atPath: file) }

  /// Log returns in per cent up to a day, of days that follow each other.
  static func daily(_ coin: String, through last: String) throws -> [Double] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines.first?.firstIndex(of: Substring(coin)))
    let closes = lines.dropFirst().filter { $0[0] <= last }.compactMap { Double($0[column]) }
    return zip(closes.dropFirst(), closes).map { 100 * log($0 / $1) }
  }

  private static var file: String {
    let directory =
      ProcessInfo.processInfo.environment["STEELYARD_DATA"].flatMap { $0.isEmpty ? nil : $0 }
      ?? URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/data").standardizedFileURL.path
    return directory + "/prices/daily_close_wide_spliced.csv"
  }
}
