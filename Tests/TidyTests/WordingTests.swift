import Foundation
import TestSupport
import Testing

/// What must stand in no text of the package: work put off, and paths of one machine.
enum WordingRule {
  // Put together, so that this file does not break its own rule.
  private static let putOff = ["TO" + "DO", "FIX" + "ME"]

  /// Directories that every Linux has at its root.
  private static let standard: Set<String> = [
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "lost+found", "media", "mnt",
    "opt", "proc", "run", "sbin", "srv", "sys", "tmp", "usr", "var", "home", "root",
    // A name that also begins routes of the HTTP interface is no evidence.
    "api", "ws", "metrics", "data", "app",
  ]

  /// Directories at the root of this machine that no other machine need have.
  static let ownDirectories: [String] = {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: "/")) ?? []
    return found.filter { !standard.contains($0) && !$0.hasPrefix(".") }.sorted()
  }()

  static func findings(in file: SourceFile, ownDirectories: [String]) -> [Finding] {
    let words = Pattern(#"\b(\#(putOff.joined(separator: "|")))\b"#)
    let homes = Pattern(#"(?<![\w.\-/$})])/(home|Users)/\w+|(?<![\w.\-/$})])/root/"#)
    let own = ownDirectories.map {
      Pattern(#"(?<![\w.\-/$})])/\#(NSRegularExpression.escapedPattern(for: $0))(/|\b(?![\w-]))"#)
    }
    return file.findings(
      in: file.text, matching: [words], message: "Work put off: `%`.",
      remedy: "Do it, or open an issue and remove the note.")
      + file.findings(
        in: file.text, matching: [homes] + own, message: "A path of one machine: `%`.",
        remedy: "Use a path from the package root, or an environment variable.")
  }
}

@Suite("Wording")
struct WordingTests {
  @Test("no text puts work off or names a path of one machine")
  func tree() {
    expectTidy(
      PackageTree.files
        // This file holds the wrong texts that prove the rule.
        .filter { !$0.path.hasSuffix("TidyTests/WordingTests.swift") }
        .flatMap {
          WordingRule.findings(in: $0, ownDirectories: WordingRule.ownDirectories)
        })
  }

  @Test(
    "the rule finds it",
    arguments: [
      "// TODO: later", "# FIXME", "see /home/anna/data", "cp /root/a b", "open(\"/cellar/a\")",
      "default is /cellar",
    ])
  func finds(line: String) {
    let file = SourceFile(path: "docs/a.md", text: line)
    #expect(WordingRule.findings(in: file, ownDirectories: ["cellar"]).count == 1)
  }

  @Test(
    "the rule lets the rest be",
    arguments: [
      "below /opt", "docs/cellar/a.md", "/cellars", "https://example.org/home/anna", "todo list",
      "../cellar/a", "$(ROOT)/cellar",
    ])
  func allows(line: String) {
    let file = SourceFile(path: "docs/a.md", text: line)
    #expect(WordingRule.findings(in: file, ownDirectories: ["cellar"]).isEmpty)
  }
}
