import Foundation
package import SteelyardContracts
import SteelyardFormats

/// The library that draws the dashboard's charts: a file beside the program, since it is other people's.
package enum PlotlyFile {
  /// Where it is served, below `/dashboard/`.
  package static let path = "plotly.min.js"
  /// Most bytes of it.
  package static let bytesMax = 16 << 20

  /// Where it is looked for where nothing is configured: where set-up unpacks it, from the directory of a build, and
  /// where packages keep what a program shows.
  ///
  /// - Parameter program: The path of the program's own file.
  package static func places(of program: String) -> [String] {
    let directory = URL(fileURLWithPath: program).deletingLastPathComponent()
    let parent = directory.deletingLastPathComponent()
    return [
      parent.appendingPathComponent("plotly/\(path)").path,
      // SwiftPM keeps its programs in a directory of the target's inside that of the build.
      parent.deletingLastPathComponent().appendingPathComponent("plotly/\(path)").path,
      parent.appendingPathComponent("share/steelyard/\(path)").path,
    ]
  }

  /// The file; nil where none is configured and none is found.
  ///
  /// - Parameters:
  ///   - configured: The path that the configuration gives.
  ///   - places: Where it is looked for without that, best first.
  /// - Throws: `invalidInput` for a configured file that can't be read, `limitExceeded` for one that is too large.
  package static func read(
    configured: String?, places: [String]
  ) throws(SteelyardError) -> DashboardFile? {
    guard let place = configured ?? places.first(where: FileManager.default.fileExists) else {
      return nil
    }
    let size = try? FileManager.default.attributesOfItem(atPath: place)[.size] as? Int
    guard size ?? 0 <= bytesMax else {
      throw SteelyardError(
        .limitExceeded, "The file \(place) has \(size ?? 0) bytes; \(bytesMax) are read.",
        remedy: "Give plotly.min.js, which has some 5 MB.",
        subject: .place(file: place, row: nil, field: "dashboard.plotly_file"))
    }
    return DashboardFile(
      path: path, mediaType: "text/javascript; charset=utf-8",
      bytes: try InputFile(path: place).bytes)
  }

  /// The program's own file.
  static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? ""
  }
}
