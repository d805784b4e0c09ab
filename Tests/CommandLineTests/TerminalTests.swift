import Foundation
import TestSupport
import Testing

/// The program on a terminal of a given size, which `tmux` plays.
@Suite("On a terminal", .serialized)
struct TerminalTests {
  /// What the screen, and what scrolled out of it, shows after a command has ended.
  private static func screen(
    _ command: String, columns: Int, environment: String = "LC_ALL=C.UTF-8", isEscaped: Bool = false
  ) throws -> String {
    let scratch = try ScratchDirectory()
    // The window sleeps after the command, so that what it shows can be read; its last line says that all is there.
    let script = try scratch.file(
      "run.sh", "env -u NO_COLOR \(environment) \(command)\necho '%%end'\nsleep 30\n")
    let tmux = "TMUX= tmux -L steelyard-\(UUID().uuidString.prefix(8)) -f /dev/null"
    let run = try CommandRun(
      """
      t() { \(tmux) "$@"; }
      export LC_ALL=C.UTF-8
      t start-server \\; set-option -g history-limit 20000 \\; \
      new-session -d -x \(columns) -y 50 "sh '\(script)'"
      for i in $(seq 400); do t capture-pane -p -S - | grep -q '^%%end' && break; sleep 0.05; done
      t capture-pane -p -S - \(isEscaped ? "-e" : "") | sed '/%%end/,$d'
      t kill-server
      """)
    #expect(run.status == 0, "\(run.complaint.prefix(300))")
    return run.output
  }

  private static var isMissing: Bool {
    get throws {
      guard try CommandRun("command -v tmux").status == 0 else {
        Issue.record("tmux is missing; run make setup-test.")
        return true
      }
      return false
    }
  }

  /// What a line on a screen of cells is wide.
  private static func expectWithin(_ screen: String, _ columns: Int) {
    for line in screen.split(separator: "\n") {
      #expect(line.count <= columns, "\(line)")
    }
  }

  @Test("answers keep to the width, and every figure of the head is there", arguments: [80, 160])
  func width(columns: Int) throws {
    if try Self.isMissing { return }
    let command = "steelyard margin \(ExampleBook.options)"
    let screen = try Self.screen(command, columns: columns)
    Self.expectWithin(screen, columns)
    // A line that was folded by the terminal and not by the program would begin in the middle of a row.
    let answer = try CommandRun("\(command) --format json").object()
    for name in [
      "equity", "initial_counted_equity", "maintenance_counted_equity", "initial_margin",
      "maintenance_margin", "initial_excess", "maintenance_excess",
    ] {
      let value = try #require(answer[name] as? Double)
      #expect(screen.contains(Self.money(value)), "\(name) \(Self.money(value))")
    }
    for position in try #require(answer["positions"] as? [[String: Any]]) {
      let instrument = try #require(position["instrument"] as? String)
      #expect(screen.contains(instrument))
    }
    #expect(screen.contains("\u{2588}"))
  }

  /// `1,234.57` of a number, by Foundation, which the program does not use.
  private static func money(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    let whole = text.prefix(while: { $0 != "." })
    var grouped = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3),
        whole[whole.startIndex] != "-" || place > 1
      {
        grouped += ","
      }
      grouped.append(digit)
    }
    return grouped + text.dropFirst(whole.count)
  }

  @Test(
    "wide answers go on below at 80 columns and are whole",
    arguments: [
      "compare \(ExampleBook.options)", "greeks \(ExampleBook.options)",
      "stress \(ExampleBook.options) --library historical --grid spot,volatility",
    ])
  func folded(command: String) throws {
    if try Self.isMissing { return }
    let screen = try Self.screen("steelyard \(command)", columns: 80)
    Self.expectWithin(screen, 80)
    // Every number that a file gets is on the screen as well.
    let plain = try CommandRun("steelyard \(command)").output
    let shown = Set(screen.matches(of: /[0-9][0-9,]*\.[0-9]{2}/).map { String($0.output) })
    for match in plain.matches(of: /[0-9][0-9,]*\.[0-9]{2}/) {
      #expect(shown.contains(String(match.output)), "\(match.output)")
    }
  }

  @Test("colours on a terminal, none with NO_COLOR, --color never or a dumb terminal")
  func colours() throws {
    if try Self.isMissing { return }
    let command = "steelyard margin \(ExampleBook.options)"
    func escaped(_ environment: String, _ options: String = "") throws -> String {
      try Self.screen(
        "\(command) \(options)", columns: 100, environment: environment, isEscaped: true)
    }
    #expect(try escaped("LC_ALL=C.UTF-8").contains("\u{1B}["))
    for environment in ["NO_COLOR=1 CLICOLOR_FORCE=1", "TERM=dumb"] {
      #expect(!(try escaped(environment).contains("\u{1B}[")), "\(environment)")
    }
    #expect(!(try escaped("A=", "--color never").contains("\u{1B}[")))
    #expect(try escaped("NO_COLOR=1", "--color always").contains("\u{1B}["))
    // An empty NO_COLOR asks for nothing.
    #expect(try escaped("NO_COLOR=").contains("\u{1B}["))
  }

  @Test("into a pipe go no escape sequences and no blocks, unless colours are asked for")
  func piped() throws {
    let command = "steelyard margin \(ExampleBook.options)"
    let plain = try CommandRun("COLUMNS=60 \(command)").output
    let isASCII = plain.unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isASCII && !plain.contains("\u{1B}"))
    let again = try CommandRun(command).output
    #expect(plain == again)
    for coloured in [
      "env -u NO_COLOR CLICOLOR_FORCE=1 \(command)", "\(command) --color always",
    ] {
      let output = try CommandRun(coloured).output
      #expect(output.contains("\u{1B}[1;32mHEALTHY\u{1B}[0m"))
      #expect(output.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }
    #expect(try CommandRun("NO_COLOR=1 CLICOLOR_FORCE=1 \(command)").output == plain)
  }

  @Test("a terminal without UTF-8 gets ASCII")
  func ascii() throws {
    if try Self.isMissing { return }
    let screen = try Self.screen(
      "steelyard margin \(ExampleBook.options)", columns: 80, environment: "LC_ALL=C")
    let isASCII = screen.unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isASCII)
    #expect(screen.contains("####"))
    Self.expectWithin(screen, 80)
  }
}
