public import SteelyardContracts
import SteelyardFormats
public import SteelyardLiquidation

/// The answer of `depth`: what order books hold, and the law of impact nearest to it.
public struct DepthReport: Report {
  /// What a tape of trades says of the same: the slope of prices on what takers bought.
  public struct Flow: Sendable, Hashable {
    /// Which book.
    public let book: String
    /// Coins that move the price by 0.1 %.
    public let coins: Double
    /// Standard error of the slope over the slope.
    public let relativeError: Double
    /// Share of the variance that it explains.
    public let explained: Double

    /// A flow from its parts.
    public init(book: String, coins: Double, relativeError: Double, explained: Double) {
      self.book = book
      self.coins = coins
      self.relativeError = relativeError
      self.explained = explained
    }
  }

  /// The coin.
  public let coin: String
  /// What the books hold.
  public let profile: DepthProfile
  /// All laws, the nearest first.
  public let laws: [DepthLaw]
  /// The law that was chosen.
  public let chosen: DepthLaw
  /// By book, where a tape was given.
  public let flows: [Flow]
  /// Remarks, each a sentence.
  public let notes: [String]

  /// A report from its parts.
  public init(
    coin: String, profile: DepthProfile, laws: [DepthLaw], chosen: DepthLaw, flows: [Flow],
    notes: [String]
  ) {
    self.coin = coin
    self.profile = profile
    self.laws = laws
    self.chosen = chosen
    self.flows = flows
    self.notes = notes
  }

  private static func name(_ kind: DepthLaw.Kind) -> String {
    kind.rawValue.replacing("_", with: " ")
  }

  /// The answer for people.
  public var document: ReportDocument {
    var blocks: [ReportDocument.Block] = [.facts(facts), .table(levelTable), .table(lawTable)]
    if !flows.isEmpty { blocks.append(.table(flowTable)) }
    return ReportDocument(
      title: "Depth of \(coin)",
      subtitle: "\(profile.books.joined(separator: ", ")); \(profile.sampleCount) samples, middle "
        + "\(NumberText.text(profile.mid, .significant(6))). Medians over the samples, summed over the books.",
      sections: [.init("", blocks)]
        + (notes.isEmpty ? [] : [.init("Notes", notes.map { .paragraph($0) })]))
  }

  private var facts: [ReportDocument.Fact] {
    var facts: [ReportDocument.Fact] = [
      .init("law", "law", .text(Self.name(chosen.kind))),
      .init(
        "coefficient", "its number", .number(chosen.coefficient, .significant(5)),
        unit: chosen.kind == .pool ? "coins" : ""),
    ]
    if let exponent = DepthLaw.exponent(of: profile) {
      facts.append(
        .init(
          "exponent", "free exponent of distance on coins", .number(exponent.exponent, .fixed(3))))
      facts.append(
        .init("exponent_error", "its standard error", .number(exponent.standardError, .fixed(3))))
    }
    if let stress = profile.stress {
      facts.append(
        .init(
          "stress_slope", "depth over its median, on move over its mean",
          .number(stress.slope, .fixed(3))))
      facts.append(
        .init("stress_error", "its standard error", .number(stress.standardError, .fixed(3))))
      facts.append(
        .init("largest_move", "largest move over the mean", .number(stress.largestMove, .fixed(2))))
    }
    return facts
  }

  private var levelTable: ReportTable {
    ReportTable(
      "levels", caption: "Coins within a distance, and what each law says of it",
      columns: [
        .init("distance", "distance", unit: "bp"), .init("bid", "bid", unit: coin),
        .init("ask", "ask", unit: coin),
      ] + laws.map { .init("law_\($0.kind.rawValue)", Self.name($0.kind), unit: coin) },
      rows: profile.levels.map { level in
        [
          .number(level.distance * 1e4, .significant(4)), .number(level.bid, .grouped(1)),
          .number(level.ask, .grouped(1)),
        ] + laws.map { .number($0.coins(moving: level.distance), .grouped(1)) }
      })
  }

  private var lawTable: ReportTable {
    ReportTable(
      "laws", caption: "Laws, the nearest first",
      columns: [
        .init("law", "law"), .init("coefficient", "number"),
        .init("misfit", "misfit,\nroot mean square of ln"),
        .init("coins_1", "coins that\nmove 1 %", unit: coin),
      ],
      rows: laws.map {
        [
          .text(Self.name($0.kind)), .number($0.coefficient, .significant(5)),
          .number($0.misfit, .fixed(3)), .number($0.coins(moving: 0.01), .grouped(0)),
        ]
      })
  }

  private var flowTable: ReportTable {
    ReportTable(
      "flows", caption: "By trades: what takers bought net, and where the price went",
      columns: [
        .init("book", "book"), .init("coins", "coins that\nmove 10 bp", unit: coin),
        .init("error", "standard error", unit: "%"), .init("explained", "explained", unit: "%"),
      ],
      rows: flows.map {
        [
          .text($0.book), .number($0.coins, .grouped(1)),
          .number($0.relativeError * 100, .fixed(1)), .number($0.explained * 100, .fixed(1)),
        ]
      })
  }

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("coin", coin)
      try writer.strings("books", profile.books)
      writer.key("samples")
      writer.integer(profile.sampleCount)
      try writer.field("mid", profile.mid)
      writer.field("law", chosen.kind.rawValue)
      try writer.objects("laws", laws) { writer, law throws(SteelyardError) in
        writer.field("law", law.kind.rawValue)
        try writer.field("coefficient", law.coefficient)
        try writer.field("misfit", law.misfit)
      }
      let exponent = DepthLaw.exponent(of: profile)
      try writer.optional("exponent", exponent?.exponent)
      try writer.optional("exponent_error", exponent?.standardError)
      try writer.optional("stress_slope", profile.stress?.slope)
      try writer.optional("stress_error", profile.stress?.standardError)
      try writer.objects("levels", profile.levels) { writer, level throws(SteelyardError) in
        try writer.field("distance", level.distance)
        try writer.field("bid", level.bid)
        try writer.field("ask", level.ask)
      }
      try writer.objects("flows", flows) { writer, flow throws(SteelyardError) in
        writer.field("book", flow.book)
        try writer.field("coins", flow.coins)
        try writer.field("relative_error", flow.relativeError)
        try writer.field("explained", flow.explained)
      }
      try writer.strings("notes", notes)
    }
  }
}
