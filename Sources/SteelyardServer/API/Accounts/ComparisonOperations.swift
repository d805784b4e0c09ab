import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// An account under other models, and at the edge of its own.
enum ComparisonOperations {
  static let all: [APIOperation] = [
    .question(
      "/accounts/{account}/compare", "compareModels",
      "An account under several margin models side by side: what each requires, leaves free, and why they differ.",
      query: [.explain], body: comparison, answer: .object(comparisonAnswer)
    ) { call in
      let isExplained = try call.flag("explain")
      let question = try call.question()
      let names = try names(try call.body())
      let json = try await call.desk.calculations.run {
        try compared(question, names, isExplained: isExplained)
      }
      return try Response.object { writer in writer.head(of: question) }
        .adding("result", json: json.utf8)
    },
    .question(
      "/accounts/{account}/reverse-stress", "runReverseStress",
      "The nearest joint moves that use up an account's maintenance excess, and how probable it is that they do.",
      body: reverse, answer: .object(reverseAnswer)
    ) { call in
      let question = try call.question()
      let settings = try settings(try call.body())
      let json = try await call.desk.calculations.run { try edge(of: question, settings) }
      return try Response.object { writer in writer.head(of: question) }
        .adding("result", json: json.utf8)
    },
  ]

  // MARK: Models

  private static let comparison = APIObject(
    "ComparisonQuestion", "The models.",
    [
      .open(
        "models",
        .list(
          "Their names; without them those that `steelyard compare` takes.",
          .choice("A model.", MarginModelCatalogue.names),
          countMax: MarginModelCatalogue.names.count))
    ])

  private static let comparisonAnswer = APIObject(
    "Comparison", "An account under several models.",
    RiskSchemas.head + [
      .required("result", .free("As `steelyard compare --format json` writes it, in USD."))
    ])

  private static func names(_ body: APIBody) throws(SteelyardError) -> [String] {
    guard let list = body.root.present("models") else { return MarginModelCatalogue.compared }
    var names: [String] = []
    for element in try list.elements() {
      let name = try element.string()
      guard !names.contains(name) else {
        throw element.error("The model \(name) stands twice.", remedy: "Name each once.")
      }
      names.append(name)
    }
    guard !names.isEmpty else {
      throw list.error("No model is named.", remedy: "Name one at least, or leave the list out.")
    }
    return names
  }

  /// The comparison as text: the account's own model as it is in force, others as they come.
  private static func compared(
    _ question: Engine.Question, _ names: [String], isExplained: Bool
  ) throws(SteelyardError) -> String {
    let market = question.frame.board.market
    let models = try names.map { name throws(SteelyardError) -> any MarginModel in
      if name == question.slot.model.name { return question.slot.model }
      return try MarginModelCatalogue.model(named: name, parameters: nil, state: nil)
    }
    let portfolio = question.holding.portfolio
    let own = portfolio.positions.map(\.instrument)
    let beside = question.others.flatMap(\.positions).map(\.instrument)
    var fitted = FittedSurfaces(
      for: own + beside, sources: Set(models.map(\.surfaceSource)), in: market,
      known: question.frame.surfaces, progress: { _ in })
    fitted.addBands(for: own, under: models, in: market)
    let comparison = try ModelComparison(
      of: portfolio, under: models, stated: [], beside: question.others, in: market,
      surfaces: fitted.surfaces, level: question.slot.frame.level)
    return try ComparisonReport(
      comparison: comparison, currency: .usd, usdPerUnit: 1,
      detail: isExplained ? .explained : .summary, naming: .steelyard, notes: fitted.notes,
      readingFailures: [], unreadableCounts: models.map { _ in 0 }
    ).json()
  }

  // MARK: The edge

  /// Most starts and samples of one question: it is answered while somebody waits.
  private static let startsMax: Int64 = 64
  private static let samplesMax: Int64 = 10_000

  private static let reverse = APIObject(
    "ReverseStressQuestion", "How long is searched and sampled.",
    [
      .open(
        "starts",
        .integer(
          "Directions that the search begins in; 8 where left out.", from: 1, to: startsMax)),
      .open(
        "samples",
        .integer(
          "Samples of the probability; 1000 where left out.",
          from: Int64(ReverseStressSettings.samplesLimits.lowerBound), to: samplesMax)),
      .open("seed", .integer("Seed of directions and samples; 1 where left out.", from: 0)),
    ])

  private static let reverseAnswer = APIObject(
    "ReverseStress", "The edge of an account.",
    RiskSchemas.head + [
      .required(
        "result", .free("As `steelyard stress --reverse --format json` writes it, in USD."))
    ])

  private static func settings(_ body: APIBody) throws(SteelyardError) -> ReverseStressSettings {
    func count(_ key: StaticString, _ standard: UInt64, _ most: Int64) throws(SteelyardError) -> Int
    {
      let count = try body.optionalCount(key) ?? standard
      guard count <= UInt64(most) else {
        throw SteelyardError(
          .limitExceeded, "\(key) is \(count).", remedy: "Give at most \(most).",
          subject: .place(file: "body", row: nil, field: "\(key)"))
      }
      return Int(count)
    }
    return try ReverseStressSettings(
      starts: try count("starts", 8, startsMax), samples: try count("samples", 1_000, samplesMax),
      seed: try body.optionalCount("seed") ?? 1)
  }

  private static func edge(
    of question: Engine.Question, _ settings: ReverseStressSettings
  ) throws(SteelyardError) -> String {
    let evaluator = try StressEvaluator(
      WalkBook(portfolio: question.holding.portfolio, stated: [], others: question.others),
      question.slot.model, question.frame.board.market, surfaces: question.frame.surfaces,
      response: try StressBody.response(of: question.slot.model),
      level: question.slot.frame.level)
    let answer = try EdgeAnswer(evaluator, state: nil)
    let reverse = try answer.reverse(settings, stage: { _ in }, share: { _, _, _ in })
    return try answer.report(
      reverse: reverse, prices: nil, currency: .usd, usdPerUnit: 1, notes: [],
      readingFailures: [], unreadableCount: 0
    ).json()
  }
}
