import SteelyardContracts
import SteelyardLiquidation
import SteelyardReports
import Testing

@Suite("Rendering of liquidations")
struct LiquidationRenderingTests {
  private static let hostile = SteelyardError(
    .invalidInput, "<b onclick=\"x\">", remedy: "</p><script>alert(1)</script>",
    subject: .place(file: "<img src=x>.csv", row: 3, field: "\"a\""))

  private func report(_ account: SampleLiquidation.Account) throws -> LiquidationReport {
    try SampleLiquidation.report(
      account, policies: account == .short ? LiquidationPolicyName.allCases : [],
      budgetUSD: 100_000, notes: ["<script>alert(2)</script> & \"more\""],
      failures: [Self.hostile], unreadable: 1)
  }

  private static let accounts: [SampleLiquidation.Account] = [.short, .bankrupt, .well]

  @Test("text: no cell leaves its column, prose keeps to the width, nothing is coloured unasked")
  func text() throws {
    for account in Self.accounts {
      let text = try report(account).rendered(as: .text)
      TextRenderingTests.expectAligned(text)
      #expect(!text.contains("\u{1B}"))
      #expect(text.contains("something was left out"))
      // Tables are as wide as their columns; prose and the columns that are prose keep to 120.
      let prose = ["Why these steps", "Left out or odd", "Notes"]
      var isProse = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if prose.contains(String(line)) { isProse = true }
        if line.hasPrefix("Policies on") || line.hasPrefix("Taken over") { isProse = false }
        #expect(!isProse || line.count <= 120, "\(line)")
      }
      #expect(text.firstMatch(of: /\b(nan|inf|Optional|not a number)\b/) == nil)
    }
  }

  @Test("text: colours where they are asked for, on the level and nowhere in the numbers")
  func colours() throws {
    let plain = try report(.short).rendered(as: .text)
    let coloured = try report(.short).rendered(as: .text, style: .coloured)
    #expect(coloured.contains("\u{1B}[1;31mLIQUIDATION\u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("HTML: well-formed, alone, and whatever a name says stays text")
  func html() throws {
    for account in Self.accounts {
      let html = try report(account).rendered(as: .html)
      HTMLRenderingTests.expectSound(html)
      #expect(html.contains("&lt;script&gt;alert(2)&lt;/script&gt; &amp; &quot;more&quot;"))
      #expect(html.contains("&lt;img src=x&gt;.csv") && !html.contains("onclick=\"x\""))
      #expect(html.contains("<svg") == (account == .short), "pictures of steps")
      #expect(!html.contains("NaN") && !html.contains("nan,"))
    }
  }

  @Test("the same account gives the same bytes in every format")
  func deterministic() throws {
    for format in OutputFormat.allCases {
      #expect(
        try report(.short).rendered(as: format) == report(.short).rendered(as: format))
    }
  }
}
