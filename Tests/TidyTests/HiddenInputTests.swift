import Testing

/// Library modules take time, surroundings and chance as arguments: same input, same bits.
enum HiddenInputRule {
  private static let swift: [(kind: String, patterns: [Pattern])] = [
    (
      "a clock",
      [
        Pattern(#"\b(ContinuousClock|SuspendingClock|DispatchTime|DispatchWallTime)\b"#),
        Pattern(#"\bDate\s*\(\s*\)|\bDate\s*\.\s*now\b|\bDate\s*\(\s*timeIntervalSinceNow"#),
        Pattern(#"\b(clock_gettime|gettimeofday|CFAbsoluteTimeGetCurrent|mach_absolute_time)\b"#),
        Pattern(#"(?<![\w.])time\s*\(\s*(nil|&)|(?<![\w.])(?<!func )clock\s*\(\s*\)"#),
      ]
    ),
    (
      "the environment",
      [Pattern(#"\b(ProcessInfo|CommandLine|getenv|secure_getenv|setenv|environ)\b"#)]
    ),
    (
      "the locale",
      [
        Pattern(#"\b(Locale|setlocale|localeconv|newlocale|NumberFormatter|DateFormatter)\b"#),
        Pattern(#"\b(TimeZone|Calendar)\s*\.\s*(current|autoupdatingCurrent)\b"#),
        Pattern(#"\b(localtime|localtime_r|tzset|strftime)\b"#),
      ]
    ),
    (
      "a global generator",
      [
        Pattern(#"\bSystemRandomNumberGenerator\b|\bUUID\s*\(\s*\)"#),
        Pattern(#"(?<![\w.])(s?rand|s?random|drand48|arc4random\w*|getrandom|getentropy)\s*\("#),
        Pattern(#"\.(shuffled|shuffle|randomElement)\s*\(\s*\)"#),
        Pattern(#"\.random\s*\((?!(?:[^()]|\([^()]*\))*\busing\s*:)"#),
      ]
    ),
  ]

  private static let cLanguage: [(kind: String, patterns: [Pattern])] = [
    (
      "a clock",
      [Pattern(#"(?<![\w.>])(time|clock|clock_gettime|gettimeofday|_*rdtscp?)\s*\("#)]
    ),
    ("the environment", [Pattern(#"\b(getenv|secure_getenv|setenv|environ)\b"#)]),
    ("the locale", [Pattern(#"\b(setlocale|localeconv|newlocale|localtime\w*|strftime)\b"#)]),
    (
      "a global generator",
      [
        Pattern(#"(?<![\w.>])(s?rand|s?random|drand48|getrandom|getentropy)\s*\("#),
        Pattern(#"\b_rdrand\w*\b|\brandom_device\b"#),
      ]
    ),
  ]

  /// Hidden inputs of one file, if its module is a library.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.topDirectory == "Sources", let module = file.module, Floors.isLibrary(module)
    else { return [] }
    let code = CodeView(file.text).code
    return (file.isSwift ? swift : cLanguage).flatMap { rule in
      file.findings(
        in: code, matching: rule.patterns, message: "A library module reads \(rule.kind): `%`.",
        remedy: "Take it as an argument.")
    }
  }
}

@Suite("Hidden inputs")
struct HiddenInputTests {
  @Test("no library module reads a clock, the environment, the locale or a global generator")
  func tree() { expectTidy(PackageTree.sources.flatMap(HiddenInputRule.findings)) }

  @Test(
    "the rule finds it",
    arguments: [
      "let now = Date()", "let clock = ContinuousClock()", "let now = Date.now",
      "let seconds = time(nil)", "clock_gettime(CLOCK_REALTIME, &spec)",
      "ProcessInfo.processInfo.environment", "let value = getenv(\"A\")",
      "CommandLine.arguments.count", "let locale = Locale.current", "Calendar.current",
      "Double.random(in: 0..<1)", "list.shuffled()", "UUID()", "let dice = rand()",
      "var source = SystemRandomNumberGenerator()",
    ])
  func finds(line: String) {
    let file = SourceFile(path: "Sources/SteelyardMath/A.swift", text: line)
    #expect(HiddenInputRule.findings(in: file).count == 1)
  }

  @Test("the rule finds it in C", arguments: ["t = time(NULL);", "x = rand();", "getenv(\"A\");"])
  func findsInC(line: String) {
    let file = SourceFile(path: "Sources/SteelyardKernels/a.c", text: line)
    #expect(HiddenInputRule.findings(in: file).count == 1)
  }

  @Test(
    "the rule lets arguments, words in comments and programs be",
    arguments: [
      ("SteelyardMath", "Double.random(in: 0..<1, using: &generator)"),
      ("SteelyardMath", "/// Not the time() of the machine."),
      ("SteelyardMath", "let expiry = curve.time(of: row)"),
      ("SteelyardMath", "Int.random(in: low(a)..<high(b), using: &generator)"),
      ("SteelyardMath", "let message = \"Date() is unknown\""),
      ("SteelyardBenchmarks", "let clock = ContinuousClock()"),
      ("steelyard", "CommandLine.arguments"),
    ])
  func allows(module: String, line: String) {
    let file = SourceFile(path: "Sources/\(module)/A.swift", text: line)
    #expect(HiddenInputRule.findings(in: file).isEmpty)
  }
}
