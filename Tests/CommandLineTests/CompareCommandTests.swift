import TestSupport
import Testing

@Suite("compare", .serialized)
struct CompareCommandTests {
  private static func compare(_ options: String, input: String = "") throws -> CommandRun {
    try CommandRun("steelyard compare \(ExampleBook.options) \(options)", input: input)
  }

  private static func models(_ run: CommandRun) throws -> [[String: Any]] {
    try run.object()["models"] as? [[String: Any]] ?? []
  }

  @Test("each model says what margin says of it")
  func sameAsMargin() throws {
    let models = try Self.models(Self.compare("--format json"))
    #expect(models.count == 6)
    for model in models where model["complete"] as? Bool == true {
      let name = try #require(model["model"] as? String)
      let single = try CommandRun(
        "steelyard margin \(ExampleBook.options) --model \(name) --format json"
      ).object()
      for field in [
        "equity", "initial_counted_equity", "initial_margin", "maintenance_margin",
        "initial_excess", "maintenance_excess",
      ] {
        let expected = try #require(single[field] as? Double)
        #expect(model[field] as? Double == expected, "\(name) \(field)")
      }
      #expect(model["status"] as? String == single["status"] as? String)
    }
  }

  @Test("a model without parameters for the book is shown as incomplete, and nothing is refused")
  func incomplete() throws {
    let run = try Self.compare("--models deribit,deribit-classic-2017")
    #expect(run.status == 0)
    #expect(run.complaint.isEmpty)
    #expect(run.output.contains("Incomplete: deribit-classic-2017."))
  }

  @Test("--check tells bad news under any model")
  func check() throws {
    #expect(try Self.compare("--models deribit,isolated --check").status == 0)
    // Less than deribit leaves free, more than isolated does.
    let orders = "--stated open_orders_margin=4.5:BTC"
    #expect(try Self.compare("--models deribit \(orders) --check").status == 0)
    #expect(try Self.compare("--models deribit,isolated \(orders) --check").status == 1)
    #expect(try Self.compare("--models deribit,isolated \(orders)").status == 0)
  }

  @Test("what none of the models can margin is refused, unless --partial goes on")
  func unmargined() throws {
    let run = try Self.compare("--models deribit-classic-2017")
    #expect(run.status == 2)
    #expect(run.complaint.contains("settled in"))
    #expect(try Self.compare("--models deribit-classic-2017 --partial").status == 0)
  }

  @Test("blanks around names are let pass")
  func blanks() throws {
    let run = try Self.compare("--models ' deribit , cross' --format json")
    #expect(run.status == 0)
    #expect(try Self.models(run).compactMap { $0["model"] as? String } == ["deribit", "cross"])
    #expect(try run.object()["reference"] as? String == "deribit")
  }

  @Test(
    "wrong lists of models are refused in a line that says why",
    arguments: [
      ("--models deribti", "Did you mean deribit?"),
      ("--models deribit,isolatd", "Did you mean isolated?"),
      ("--models xyzzy", "Choose of deribit"),
      ("--models deribit,deribit", "stands twice"),
      ("--models deribit,,isolated", "A name is missing"),
      ("--models ,", "A name is missing"), ("--models ' '", "A name is missing"),
      ("--models ''", "has no value"), ("--models deribit --models cross", "stands twice"),
      ("--model deribit", "Did you mean --models?"),
    ])
  func wrongModels(options: String, says: String) throws {
    let run = try Self.compare(options)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.complaintLines.count == 1)
    #expect(run.complaint.contains(says), "\(run.complaint)")
  }

  @Test("a model of one's own stands beside the others")
  func ownModel() throws {
    let run = try CommandRun(
      "steelyard compare \(ExampleBook.market) --positions Examples/mixed-model/positions.csv"
        + " --models isolated --parameters Examples/mixed-model/model.json --format json")
    #expect(run.status == 0)
    #expect(try Self.models(run).compactMap { $0["model"] as? String } == ["isolated", "mixed"])
  }

  @Test("a file of a model that is compared already, and one that is no model, are refused")
  func wrongFile() throws {
    let twice = try Self.compare("--parameters Parameters/margin/cross.json")
    #expect(twice.status == 2)
    #expect(twice.complaint.contains("named \"cross\""))
    let market = try Self.compare("--parameters Examples/hedged-book/market-btc.json")
    #expect(market.status == 2)
    #expect(market.complaint.contains("market-btc.json"))
    #expect(try Self.compare("--parameters nowhere.json").status == 2)
    let both = try CommandRun(
      "steelyard compare \(ExampleBook.market) --positions - --parameters -")
    #expect(both.status == 2)
    #expect(both.complaint.contains("one standard input"))
  }

  @Test("a stated amount is charged, and refused where no model knows it")
  func stated() throws {
    let before = try Self.models(Self.compare("--models deribit,isolated --format json"))
    let after = try Self.models(
      Self.compare(
        "--models deribit,isolated --stated open_orders_margin=0.5:BTC --format json"))
    for (one, other) in zip(before, after) {
      let base = try #require(one["initial_margin"] as? Double)
      let raised = try #require(other["initial_margin"] as? Double)
      #expect(raised > base)
    }
    let wrong = try Self.compare("--stated opn_orders=1:BTC")
    #expect(wrong.status == 2)
    #expect(wrong.complaint.contains("none of the models has a charge"))
    let unpriced = try Self.compare("--stated open_orders_margin=1:DOGE")
    #expect(unpriced.status == 2)
    #expect(unpriced.complaint.contains("--price DOGE="))
  }

  @Test("an answer that cannot be written is refused and leaves nothing behind")
  func unwritable() throws {
    let scratch = try ScratchDirectory()
    let run = try Self.compare("--output '\(scratch.path)/nowhere/answer.txt'")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(scratch.names.isEmpty)
  }

  @Test("the same input gives the same bytes, whatever the order of positions")
  func bytes() throws {
    let first = try Self.compare("--format json")
    #expect(try Self.compare("--format json").output == first.output)
  }
}
