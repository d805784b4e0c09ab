import Foundation
import SteelyardFormats
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The page of the events")
struct EventDocumentTests {
  @Test("its tables are what the library holds; STEELYARD_UPDATE_EXAMPLES=1 writes them")
  func tables() throws {
    let path = PackageRoot.path(of: "docs/events.md")
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let table = EventTable(library: try EventLibrary.embedded())
    var expected = page
    for kind in EventKind.allCases {
      let mark = "<!-- events: \(kind.rawValue) -->\n"
      let parts = expected.components(separatedBy: mark)
      try #require(parts.count == 2, "the page has no mark \(mark)")
      // The table ends at the first empty line after its mark.
      let shown = parts[1].components(separatedBy: "\n\n")[0]
      expected = parts[0] + mark + table.text(kind) + parts[1].dropFirst(shown.count + 1)
    }
    if ProcessInfo.processInfo.environment["STEELYARD_UPDATE_EXAMPLES"] == "1" {
      try expected.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(expected == page)
    }
  }
}
