import Foundation
import TestSupport
import Testing

/// Pages read by Python's own parser, which knows nothing of how they were made.
@Suite("Pages of HTML", .serialized)
struct PageTests {
  /// Says what is wrong with a page on standard input; nothing where nothing is.
  private static let checker = """
    import sys
    from html.parser import HTMLParser

    EMPTY = {"meta", "br"}

    class Page(HTMLParser):
        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.open, self.ids, self.faults, self.counts = [], set(), [], {}
            self.names, self.in_table, self.captions = [], 0, []

        def fault(self, text):
            self.faults.append(f"{text} at {self.getpos()}")

        def handle_startendtag(self, tag, attributes):
            self.check(tag, dict(attributes))

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if len(given) != len(attributes):
                self.fault(f"{tag} has an attribute twice")
            self.check(tag, given)
            if tag in EMPTY:
                self.fault(f"{tag} is not closed")
            self.open.append(tag)
            if tag == "svg":
                self.names.append("aria-hidden" in given)
            if tag == "title" and "svg" in self.open:
                self.names[-1] = True
            if tag == "table":
                self.captions.append(False)
            if tag == "caption":
                self.captions[-1] = True

        def check(self, tag, given):
            self.counts[tag] = self.counts.get(tag, 0) + 1
            if tag in ("script", "link", "iframe", "object", "embed", "img", "base", "form"):
                self.fault(f"{tag} has no place here")
            if "id" in given:
                if given["id"] in self.ids:
                    self.fault(f"the id {given['id']} stands twice")
                self.ids.add(given["id"])
            if tag == "th" and given.get("scope") not in ("col", "row"):
                self.fault("a head without scope")
            if tag == "html" and given.get("lang") != "en":
                self.fault("no language")
            if tag == "svg" and given.get("role") != "img" and given.get("aria-hidden") != "true":
                self.fault("a drawing that says nothing of itself")
            for name, value in given.items():
                if name.startswith("on"):
                    self.fault(f"{tag} acts by {name}")
                if name in ("src", "href", "xlink:href", "action", "data", "srcset"):
                    plain = value.replace(".html", "")
                    if not all(c.isalnum() or c in "-_" for c in plain):
                        self.fault(f"{tag} leads to {value}")
                if value and "url(" in value:
                    self.fault(f"{tag} loads {value}")

        def handle_endtag(self, tag):
            if not self.open or self.open[-1] != tag:
                self.fault(f"{tag} closes {self.open[-1:]}")
            else:
                self.open.pop()
            if tag == "svg" and not self.names.pop():
                self.fault("a drawing without a title")
            if tag == "table" and not self.captions.pop():
                self.fault("a table without a caption")

        def handle_data(self, data):
            if "style" in self.open and ("url(" in data or "@import" in data or "http" in data):
                self.fault("the style sheet loads something")

    page = Page()
    page.feed(sys.stdin.read())
    page.close()
    faults = page.faults + [f"{tag} stays open" for tag in page.open]
    for tag in ("title", "h1", "main", "footer", "style"):
        if not page.counts.get(tag):
            faults.append(f"no {tag}")
    if page.counts.get("h1") != 1:
        faults.append("not one h1")
    print("\\n".join(faults[:10]))
    """

  private static let book = ExampleBook.options
  private static let history =
    "--history Examples/synthetic-history/closes.csv --history Examples/synthetic-history/volatility-BTC.csv"

  @Test(
    "every page is sound for a parser of its own, loads nothing and says what it stands on",
    arguments: [
      "margin \(book)", "margin \(book) --explain", "margin \(book) --model isolated --explain",
      "margin \(book) --model dynamic", "margin \(book) --what-if Examples/what-if/trades.csv",
      "margin \(book) --vary spot=-0.3:0.3:7", "compare \(book)",
      "stress \(book) --library historical --grid spot=-0.2:0.2:3,volatility=-0.2:0.2:3 --through flash-crash",
      "stress \(book) --reverse --liquidation-price --samples 200", "greeks \(book)",
      "hedge \(book) --trades 2", "liquidate --plan \(book)",
      "simulate --population Examples/simulation/population.csv --shock BTC=-8%,all=-12% --rounds 20",
      "backtest margin \(history) --books \"long BTC,delta-hedged short gamma BTC\" --from 2024-10-30",
      "report \(book) --samples 200 --previous-market Examples/daily-report/market-before.json",
      "report \(ExampleBook.market) --accounts Examples/daily-report/accounts.csv",
    ])
  func sound(command: String) throws {
    let scratch = try ScratchDirectory()
    let checker = try scratch.file("check.py", Self.checker)
    let run = try CommandRun(
      "steelyard \(command) --format html >'\(scratch.path)/page.html' && python3 '\(checker)' <'\(scratch.path)/page.html'"
    )
    #expect(run.status == 0, "\(run.complaint.prefix(300))")
    #expect(run.output == "\n", "\(run.output.prefix(600))")
  }

  @Test(
    "the checker finds what is wrong",
    arguments: [
      ("<p><b></p></b>", "closes"), ("<th>x</th>", "scope"), ("<svg role=\"img\"></svg>", "title"),
      ("<table></table>", "caption"), ("<a href=\"https://x.org/\">x</a>", "leads to"),
      ("<p id=\"a\"></p><p id=\"a\"></p>", "twice"), ("<script></script>", "no place"),
      ("<p onclick=\"x()\"></p>", "acts by"), ("<style>a{background:url(x)}</style>", "loads"),
    ])
  func faults(html: String, says: String) throws {
    let scratch = try ScratchDirectory()
    let checker = try scratch.file("check.py", Self.checker)
    let run = try CommandRun("python3 '\(checker)'", input: html)
    #expect(run.output.contains(says), "\(run.output)")
  }
}
