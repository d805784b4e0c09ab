import Testing

/// Threads, tasks and actors live in the engine, the server and the programs only.
enum ConcurrencyRule {
  private static let homes: Set<String> = [
    "SteelyardEngine", Floors.server, "steelyard-server", Floors.testSupport,
    // It lends its own threads to a simulation, which starts none.
    "steelyard",
  ]

  private static let patterns = [
    Pattern(#"(?<![\w.`])actor\s+[A-Z]\w*"#),
    Pattern(#"@(globalActor|MainActor)\b"#),
    Pattern(#"\b(pthread_create|thrd_create|Dispatch(Queue|Group|Semaphore|WorkItem))\b"#),
    Pattern(#"\bThread\s*[.({]|\bOperationQueue\b|\bstd::(thread|async)\b"#),
    Pattern(#"\bTask\s*[{(]|\bTask\s*\.\s*(detached|immediate)\b|\bTask\s*<"#),
    Pattern(#"\bwith(Throwing)?(Discarding)?TaskGroup\b|\basync\s+let\b"#),
    Pattern(#"\)\s*async\b"#),
  ]

  static func findings(in file: SourceFile) -> [Finding] {
    guard file.topDirectory == "Sources", let module = file.module, !homes.contains(module)
    else { return [] }
    return file.findings(
      in: CodeView(file.text).code, matching: patterns,
      message: "Concurrency outside the engine and the server: `%`.",
      remedy: "Make it a plain function; the engine calls it from its own threads.")
  }
}

@Suite("Threads and actors")
struct ConcurrencyTests {
  @Test("threads, tasks and actors stay in the engine and the server")
  func tree() { expectTidy(PackageTree.sources.flatMap(ConcurrencyRule.findings)) }

  @Test(
    "the rule finds it",
    arguments: [
      "actor Book {", "public actor Book {", "@MainActor var a = 1", "Task { work() }",
      "Task.detached { work() }", "DispatchQueue.main", "async let a = f()",
      "func load() async throws {", "pthread_create(&id, nil, run, nil)", "Thread.sleep()",
    ])
  func finds(line: String) {
    let file = SourceFile(path: "Sources/SteelyardMargin/A.swift", text: line)
    #expect(!ConcurrencyRule.findings(in: file).isEmpty)
  }

  @Test(
    "the rule lets the rest be",
    arguments: [
      ("SteelyardMargin", "let factor = 1"), ("SteelyardMargin", "// an actor Book"),
      ("SteelyardMargin", "let asynchronous = false"), ("SteelyardEngine", "actor Loop {"),
    ])
  func allows(module: String, line: String) {
    let file = SourceFile(path: "Sources/\(module)/A.swift", text: line)
    #expect(ConcurrencyRule.findings(in: file).isEmpty)
  }
}
