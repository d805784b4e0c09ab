import Foundation
import SteelyardFormats
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The page of the events")
struct EventDocumentTests {
  @Test(
    "its tables are what the library holds; make update-examples writes them",
    arguments: EventKind.allCases)
  func tables(kind: EventKind) throws {
    let path = PackageRoot.path(of: "docs/events.md")
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let table = EventTable(library: try EventLibrary.embedded()).text(kind)
    let opening = "<!-- events: \(kind.rawValue) -->\n"
    let parts = page.components(separatedBy: opening)
    try #require(parts.count == 2, "the page has no mark \(opening)")
    let shown = parts[1].components(separatedBy: "\n\n")[0]
    if ProcessInfo.processInfo.environment["STEELYARD_UPDATE_EXAMPLES"] == "1" {
      let rest = parts[1].dropFirst(shown.count)
      try (parts[0] + opening + String(table.dropLast()) + rest)
        .write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(String(table.dropLast()) == shown)
    }
  }
}
