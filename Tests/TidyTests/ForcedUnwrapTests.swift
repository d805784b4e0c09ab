import Testing

/// No `!` that ends the process: not on a value, a cast or a call that throws.
enum ForcedUnwrapRule {
  /// An exclamation mark right behind a value, a type or a keyword, and no `!=`.
  private static let forced = Pattern(#"[\w\)\]\}>`"]!(?![=])"#)
  /// A way around the package's walls: tests use `package` access.
  private static let testable = Pattern(#"@testable\b"#)

  static func findings(in file: SourceFile) -> [Finding] {
    guard file.isSwift else { return [] }
    let code = CodeView(file.text).code
    return file.findings(
      in: code, matching: [forced], message: "Forced unwrap, cast or try: `%`.",
      remedy: "Use guard with a precondition that states the invariant, or throw.")
      + file.findings(
        in: code, matching: [testable], message: "`%` makes test and run builds differ.",
        remedy: "Use package access.")
  }
}

@Suite("Forced unwraps")
struct ForcedUnwrapTests {
  @Test("no source and no test forces a value, a cast or a try, or uses testable imports")
  func tree() { expectTidy(PackageTree.sources.flatMap(ForcedUnwrapRule.findings)) }

  @Test(
    "the rule finds it",
    arguments: [
      "let a = b!", "let a = try! f()", "let a = b as! C", "let a = f()!.g", "let a = list[0]!",
      "var a: Int!", "let text = \"\\(a!)\"", "let a = b! + c", "@testable import A",
    ])
  func finds(line: String) {
    let file = SourceFile(path: "Sources/SteelyardMath/A.swift", text: line)
    #expect(ForcedUnwrapRule.findings(in: file).count == 1)
  }

  @Test(
    "the rule lets the rest be",
    arguments: [
      "if a != b {}", "if !a {}", "#if !os(Linux)", "// surely a!", "let text = \"stop!\"",
      "a !== b", "let a = try? f()", "guard !(a || b) else { return }",
    ])
  func allows(line: String) {
    let file = SourceFile(path: "Sources/SteelyardMath/A.swift", text: line)
    #expect(ForcedUnwrapRule.findings(in: file).isEmpty)
  }
}
