import Testing

/// Files are named after the one thing they hold, data says where it comes from, and every module
/// has its page.
enum FileRule {
  // The whole name in any case, or its last word in camel case.
  private static let drawers = Pattern(
    #"^(?i:utils?|utility|utilities|helpers?|common|managers?|misc|types)$|"#
      + #"[a-z0-9+](Utils?|Utility|Utilities|Helpers?|Common|Managers?|Misc|Types)$"#)

  /// Drawers: files and directories whose name says nothing of what is inside.
  static func drawerFindings(paths: [String]) -> [Finding] {
    paths.filter { $0.hasPrefix("Sources/") || $0.hasPrefix("Tests/") }.compactMap { path in
      let named = path.split(separator: "/").map { String($0.prefix { $0 != "." }) }
      guard named.contains(where: drawers.fits) else { return nil }
      return Finding(
        path: path, line: nil, message: "The name is a drawer's.",
        remedy: "Name the file after the concept it holds.")
    }
  }

  /// Folders of fixtures that do not say where their data comes from.
  static func provenanceFindings(paths: [String]) -> [Finding] {
    let fixtures = paths.filter { $0.hasPrefix("Tests/Fixtures/") }
    let folders = Set(fixtures.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
    return folders.sorted().filter { !fixtures.contains("\($0)/PROVENANCE.md") }.map {
      Finding(
        path: $0, line: nil, message: "Fixtures without provenance.",
        remedy: "Add PROVENANCE.md: from where, when, by which command, licence, what is missing.")
    }
  }

  /// What a merge asks somebody to decide, and nobody has.
  static func mergeFindings(in file: SourceFile) -> [Finding] {
    file.findings(
      in: file.text, matching: [Pattern("(?m)^(<{7}|>{7}|\\|{7}) ")],
      message: "A merge was left undecided: %.", remedy: "Keep what both sides meant.")
  }

  /// Modules without a page of their own.
  static func pageFindings(modules: [String], paths: Set<String>) -> [Finding] {
    modules.map { "Sources/\($0)/\($0).docc/\($0).md" }.filter { !paths.contains($0) }.map {
      Finding(
        path: $0, line: nil, message: "The module has no page.",
        remedy: "Write its purpose, three key types and what it must not do.")
    }
  }

  /// Parameter files that the build leaves out, and embedded ones that are not there.
  static func parameterFindings(paths: [String], embedders: [SourceFile]) -> [Finding] {
    let embed = Pattern(##"#\s*embed\s*[<"](?:[^>"]*/)?([^/>"]+)[>"]"##)
    let embedded = Set(
      embedders.flatMap { embed.matches(in: $0.text) }.map { $0.groups[1] })
    let files = paths.filter { $0.hasPrefix("Parameters/") && $0.hasSuffix(".json") }
    let names = Set(files.compactMap { $0.split(separator: "/").last.map(String.init) })
    return files.filter { path in !embedded.contains { path.hasSuffix("/" + $0) } }.map {
      Finding(
        path: $0, line: nil, message: "The parameter file is not embedded.",
        remedy: "Add an #embed line to Sources/SteelyardParameters.")
    }
      + embedded.subtracting(names).sorted().map {
        Finding(
          path: "Sources/SteelyardParameters", line: nil,
          message: "Embeds \($0), which is not in Parameters.", remedy: "Remove the line.")
      }
  }

  /// The list of the dashboard's files, as the compiler reads it.
  static let dashboardList = "Sources/SteelyardDashboard/files.inc"

  /// Files of the dashboard that the build leaves out, and embedded ones that are not there.
  static func dashboardFindings(paths: [String], list: String) -> [Finding] {
    let embed = Pattern(##"#embed "\.\./\.\./(Dashboard/[^"]+)""##)
    let embedded = embed.matches(in: list).map { $0.groups[1] }
    let files = Set(paths.filter { $0.hasPrefix("Dashboard/") })
    return files.symmetricDifference(embedded).sorted().map {
      Finding(
        path: $0, line: nil,
        message: files.contains($0)
          ? "The dashboard's file is not embedded." : "It is embedded, and not in Dashboard.",
        remedy: "Run make embed-dashboard.")
    }
  }
}

@Suite("Files")
struct FileTests {
  @Test("no file or directory is a drawer")
  func drawers() { expectTidy(FileRule.drawerFindings(paths: PackageTree.paths)) }

  @Test("every folder of fixtures says where they come from")
  func provenance() { expectTidy(FileRule.provenanceFindings(paths: PackageTree.paths)) }

  @Test("no merge is left undecided")
  func merges() { expectTidy(PackageTree.files.flatMap(FileRule.mergeFindings)) }

  @Test("the rule finds merges that are left undecided")
  func findsMerges() {
    let mark = String(repeating: "<", count: 7)
    let file = SourceFile(path: "docs/a.md", text: "one\n\(mark) HEAD\ntwo\n")
    #expect(FileRule.mergeFindings(in: file).map(\.line) == [2])
    #expect(FileRule.mergeFindings(in: SourceFile(path: "a.md", text: "a << b\n")).isEmpty)
  }

  @Test("every module that holds more than a placeholder has its page")
  func pages() {
    // A system library is a header and a module map; its page is docs/dependencies.md.
    let modules = PackageTree.filledModules.filter { !$0.hasPrefix("C") }
    expectTidy(FileRule.pageFindings(modules: modules, paths: Set(PackageTree.paths)))
  }

  @Test("every parameter file is embedded")
  func parameters() {
    let embedders = PackageTree.sources.filter { $0.module == "SteelyardParameters" }
    expectTidy(FileRule.parameterFindings(paths: PackageTree.paths, embedders: embedders))
  }

  @Test("every file of the dashboard is embedded")
  func dashboard() throws {
    let list = try #require(PackageTree.files.first { $0.path == FileRule.dashboardList })
    expectTidy(FileRule.dashboardFindings(paths: PackageTree.paths, list: list.text))
  }

  @Test("the rule finds files of the dashboard left out, and embedded ones that are gone")
  func findsDashboard() {
    let findings = FileRule.dashboardFindings(
      paths: ["Dashboard/a.css", "Dashboard/script/b.js", "docs/c.md"],
      list: "#embed \"../../Dashboard/a.css\" if_empty(0)\n#embed \"../../Dashboard/gone.js\"")
    #expect(findings.map(\.path) == ["Dashboard/gone.js", "Dashboard/script/b.js"])
  }

  @Test(
    "the rule finds drawers",
    arguments: [
      "Sources/A/Utils.swift", "Sources/A/MathHelpers.swift", "Tests/ATests/Common/B.swift",
      "Sources/A/OrderManager.swift", "Sources/A/types.h", "Sources/A/String+Utilities.swift",
    ])
  func findsDrawers(path: String) {
    #expect(FileRule.drawerFindings(paths: [path]).count == 1)
    #expect(FileRule.drawerFindings(paths: ["Sources/A/Prototypes/Uncommonness.swift"]).isEmpty)
  }

  @Test("the rule finds fixtures without provenance")
  func findsProvenance() {
    let paths = [
      "Tests/Fixtures/A/a.json", "Tests/Fixtures/B/b.json", "Tests/Fixtures/B/PROVENANCE.md",
    ]
    #expect(FileRule.provenanceFindings(paths: paths).map(\.path) == ["Tests/Fixtures/A"])
  }

  @Test("the rule finds modules without a page")
  func findsPages() {
    let paths: Set = ["Sources/A/A.docc/A.md"]
    #expect(FileRule.pageFindings(modules: ["A", "B"], paths: paths).count == 1)
  }

  @Test("the rule finds parameter files left out, and embedded ones that are gone")
  func findsParameters() {
    let source = SourceFile(
      path: "Sources/SteelyardParameters/parameters.c",
      text: "  #embed \"../../Parameters/a.json\"\n  #embed \"../../Parameters/gone.json\"")
    let findings = FileRule.parameterFindings(
      paths: ["Parameters/a.json", "Parameters/b.json"], embedders: [source])
    #expect(findings.map(\.path) == ["Parameters/b.json", "Sources/SteelyardParameters"])
  }
}
