import Testing

@Suite("Comments and strings taken apart")
struct CodeViewTests {
  @Test(
    "code keeps what is neither comment nor string",
    arguments: [
      ("let a = 1 // b!", "let a = 1      "),
      ("x /* a /* b */ c */ y", "x                   y"),
      (#"f("a // b") + c"#, #"f("      ") + c"#),
      (#"f("a \(b!) c")"#, #"f("  \(b!)  ")"#),
      (##"f(#"a " \(b)"#)"##, ##"f(#"        "#)"##),
      (#"f("\"") + g!"#, #"f("  ") + g!"#),
    ])
  func code(text: String, expected: String) {
    #expect(CodeView(text).code == expected)
  }

  @Test("strings keep their lines, over several lines too")
  func strings() {
    let view = CodeView("let a = \"\"\"\n  one \"two\"\n  \"\"\"\nlet b = \"three\" // four")
    let lines = view.strings.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4)
    #expect(lines[1].contains("one \"two\""))
    #expect(lines[3].contains("three"))
    #expect(!view.strings.contains("four"))
    #expect(!view.code.contains("one"))
  }
}
