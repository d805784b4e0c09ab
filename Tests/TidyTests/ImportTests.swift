import Testing

/// Every import stands in the package description, and the floors carry only what is below them.
enum ImportRule {
  /// `import X`, with attributes, an access level or a kind in front.
  private static let importLine = Pattern(
    #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
      + #"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"#)

  /// Imports that a file has no right to.
  static func findings(in file: SourceFile, target: PackageDescription.Target) -> [Finding] {
    let allowed =
      Set(target.dependencies)
      .union(Floors.toolchainModules(for: target.name, isTest: target.isTest))
    return importLine.matches(in: CodeView(file.text).code).compactMap { match in
      let name = match.groups[1]
      guard !allowed.contains(name) else { return nil }
      let remedy =
        name == "Foundation"
        ? "Use FoundationEssentials: Foundation is for the server, programs and tests."
        : "Add it to the target in Package.swift if the floors allow it, or do without."
      return Finding(
        path: file.path, line: match.line,
        message: "\(target.name) imports \(name), which its target does not declare.",
        remedy: remedy)
    }
  }

  /// Dependencies that do not stand on a lower floor.
  static func layerFindings(in targets: [PackageDescription.Target]) -> [Finding] {
    targets.flatMap { target -> [Finding] in
      guard let floor = target.isTest ? Floors.roof : Floors.floor[target.name] else {
        return [
          Finding(
            path: "Package.swift", line: nil, message: "\(target.name) stands on no floor.",
            remedy: "Give it a line in Tests/TidyTests/Floors.swift and in the design.")
        ]
      }
      return target.dependencies.filter { Floors.floor[$0, default: Floors.roof] >= floor }.map {
        Finding(
          path: "Package.swift", line: nil,
          message: "\(target.name) (floor \(floor)) depends on \($0), which is not below it.",
          remedy: "Move the code that needs it up, or what it needs down.")
      }
    }
  }
}

@Suite("Imports and floors")
struct ImportTests {
  @Test("every import is declared, and Foundation stays above")
  func declared() throws {
    let targets = try PackageDescription.read().targets
    for target in targets {
      let files = PackageTree.sources.filter {
        $0.isSwift && $0.path.hasPrefix(target.path + "/")
      }
      expectTidy(files.flatMap { ImportRule.findings(in: $0, target: target) })
    }
  }

  @Test("every file of Sources and Tests belongs to a declared target")
  func belongs() throws {
    let paths = try PackageDescription.read().targets.map { $0.path + "/" }
    expectTidy(
      PackageTree.sources.filter { file in
        !file.path.hasPrefix("Tests/Fixtures/") && !paths.contains { file.path.hasPrefix($0) }
      }.map {
        Finding(
          path: $0.path, line: nil, message: "No target compiles this file.",
          remedy: "Declare the target in Package.swift.")
      })
  }

  @Test("every module depends on lower floors only")
  func layers() throws {
    expectTidy(ImportRule.layerFindings(in: try PackageDescription.read().targets))
  }

  @Test(
    "the rule finds what is wrong",
    arguments: [
      ("import SteelyardMargin", 1), ("public import Foundation", 1),
      ("@preconcurrency import Dispatch", 1), ("import struct SteelyardMargin.Requirement", 1),
      ("#if canImport(Glibc)\nimport Glibc\n#endif", 0), ("internal import SteelyardMath", 0),
      ("// import SteelyardMargin", 0), ("let text = \"import SteelyardMargin\"", 0),
    ])
  func finds(text: String, count: Int) {
    let target = PackageDescription.Target(
      name: "SteelyardPricing", path: "Sources/SteelyardPricing", dependencies: ["SteelyardMath"])
    let file = SourceFile(path: "Sources/SteelyardPricing/A.swift", text: text)
    #expect(ImportRule.findings(in: file, target: target).count == count)
  }

  @Test("the rule finds a dependency upwards, sideways and on nothing known")
  func findsLayers() {
    func target(_ name: String, _ dependencies: [String]) -> PackageDescription.Target {
      PackageDescription.Target(name: name, path: "Sources/\(name)", dependencies: dependencies)
    }
    let wrong = [
      target("SteelyardPricing", ["SteelyardMargin"]),
      target("SteelyardMath", ["SteelyardContracts"]),
      target("SteelyardMarket", ["SteelyardTavern"]),
      target("SteelyardTavern", []),
      target("SteelyardReports", ["TestSupport"]),
    ]
    #expect(ImportRule.layerFindings(in: wrong).count == wrong.count)
    #expect(ImportRule.layerFindings(in: [target("SteelyardPricing", ["SteelyardMath"])]).isEmpty)
  }
}
