import FoundationEssentials
import SteelyardFormats
import TestSupport
import Testing

@Suite("The pages on coherence say what is declared") struct CoherenceDocumentTests {
  private static func page(_ path: String) throws -> [String] {
    try String(contentsOfFile: PackageRoot.path(of: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The rows of the table under a heading of a page, without head and rule.
  private static func table(_ heading: String, of path: String) throws -> [String] {
    let lines = try page(path)
    let start = try #require(lines.firstIndex(of: heading), "\(path) has no \(heading)")
    let rows = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    return Array(rows.dropFirst(2))
  }

  private static func cells(_ row: String) -> [String] {
    row.split(separator: "|").map { cell in
      cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
    }
  }

  @Test("coherence.md: the table of models and properties")
  func verdicts() throws {
    let expected = try MarginModelCatalogue.names.map { name in
      let verdicts = try CoherenceProperty.allCases.map { property in
        switch try CoherenceTests.declared(property, of: name) {
        case .holds: "holds"
        case .holdsExcept(let names, _, _):
          "but for " + names.sorted().map { "`\($0)`" }.joined(separator: ", ")
        case .fails: "no"
        }
      }
      return "| `\(name)` | " + verdicts.joined(separator: " | ") + " |"
    }
    #expect(expected == (try Self.table("## Models and properties", of: "docs/coherence.md")))
  }

  @Test("coherence.md: why a property does not hold")
  func reasons() throws {
    let expected = try MarginModelCatalogue.names.flatMap { name in
      try CoherenceProperty.allCases.compactMap { property in
        try CoherenceTests.declared(property, of: name).reason.map {
          "| `\(name)` | \(property.rawValue) | \($0) |"
        }
      }
    }
    #expect(expected == (try Self.table("## Why not", of: "docs/coherence.md")))
  }

  @Test("coherence.md: where a figure jumps")
  func jumps() throws {
    let expected = ContinuityTests.jumps.map {
      "| `\($0.model)` | \($0.walk.told) | \($0.because) |"
    }
    #expect(expected == (try Self.table("## Continuity", of: "docs/coherence.md")))
  }

  @Test("the index of models: the home of each risk", arguments: MarginModelCatalogue.names)
  func homes(_ name: String) throws {
    let path = "docs/margin-models/README.md"
    let heading = "## One home for each risk"
    let lines = try Self.page(path)
    let start = try #require(lines.firstIndex(of: heading))
    let head = try #require(lines[start...].first { $0.hasPrefix("|") })
    let column = try #require(
      Self.cells(head).firstIndex { $0.names(model: name) }, "\(path) has no column of \(name)")
    let rows = try Self.table(heading, of: path).map(Self.cells)
    #expect(RiskFactor.allCases.map(\.rawValue) == rows.map { $0[0] })
    let homes = try #require(OneHomeTests.homes[name])
    let components = Set(OneHomeTests.homes.values.flatMap { $0.values.flatMap(\.self) })
    for (factor, row) in zip(RiskFactor.allCases, rows) {
      let told = row[column].codeWords(of: name).intersection(components)
      #expect(homes[factor] ?? [] == told, "\(name): \(factor.rawValue)")
      #expect(
        row[column].hasPrefix("not covered") == told.isEmpty, "\(name): \(factor.rawValue)")
    }
  }
}

extension String {
  /// Whether a head of a column names a model, by itself or by `family-*`.
  fileprivate func names(model: String) -> Bool {
    codeWords(of: "").contains { word in
      word == model || (word.hasSuffix("*") && model.hasPrefix(word.dropLast()))
    }
  }

  /// What stands between back-ticks and holds for a model; "(2017: `charge`)" holds for the models
  /// whose names end so.
  fileprivate func codeWords(of model: String) -> Set<String> {
    var words: Set<String> = []
    for (index, part) in split(separator: "(", omittingEmptySubsequences: false).enumerated() {
      let inside = part.split(separator: ")").first ?? ""
      let isCondition = index > 0 && inside.contains(": `")
      let years = inside.prefix { $0 != ":" }.split(separator: ",").map {
        $0.filter(\.isNumber)
      }
      let doesHold = !isCondition || years.contains { model.hasSuffix($0) }
      if doesHold { words.formUnion(part.quoted) }
    }
    return words
  }
}

extension Substring {
  fileprivate var quoted: [String] {
    split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
