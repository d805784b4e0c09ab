public import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats

/// The answer of `route` for venues side by side.
public struct RouteReport: Report {
  private let found: RouteRequest.Parallel
  private let pay: String
  private let receive: String
  private var route: SwapRoute { found.route }

  /// A report on a route.
  public init(_ found: RouteRequest.Parallel, of request: RouteRequest) {
    self.found = found
    pay = request.pay ?? ""
    receive = request.receive ?? ""
  }

  /// The answer for people.
  public var document: ReportDocument {
    ReportDocument(
      title: "Route",
      subtitle:
        "\(NumberText.text(route.amount, .shortest)) \(pay) into \(receive), over \(found.venues.count) venues.",
      sections: [
        .init("", [.facts(facts), .table(table)]),
        .init("Why", reasons.map { .paragraph($0) }),
      ])
  }

  private var facts: [ReportDocument.Fact] {
    func fact(_ key: String, _ label: String, _ value: Double) -> ReportDocument.Fact {
      .init(key, label, .number(value, .significant(10)), unit: receive)
    }
    var facts = [
      fact("received", "received, fixed costs paid", route.received),
      fact("price", "price, all in", route.received / route.amount),
      fact("marginal_price", "one more unit would bring", route.marginalPrice),
    ]
    if let first = route.firstPrices.max(), first > 0 {
      // Costs that do not grow with the amount and the depth that it uses up, together.
      facts.append(
        .init(
          "shortfall", "worse than the first unit's price",
          .percent(1 - route.received / route.amount / first), unit: "%"))
    }
    if route.counted != route.received {
      facts.append(fact("counted", "counted for, waiting and failure taken off", route.counted))
    }
    if let single = route.bestSingle {
      facts.append(
        fact(
          "best_single", "best venue alone, \(found.venues[single.venue].name)", single.counted))
    }
    facts.append(fact("bound", "no route counts for more than", route.bound))
    facts.append(
      .init(
        "residual", "violation of the conditions of an optimum",
        .number(route.residual, .significant(2))))
    return facts
  }

  private var table: ReportTable {
    ReportTable(
      "legs",
      columns: [
        .init("venue", "venue"), .init("amount", "paid", unit: pay),
        .init("share", "share", unit: "%"), .init("received", "received", unit: receive),
        .init("fixed_cost", "fixed\ncost", unit: receive),
        .init("waiting_cost", "waiting", unit: receive),
        .init("exact", "pool's own\nintegers", unit: receive),
        .init("atomic", "at once"),
      ],
      rows: zip(route.legs, found.exact).map { leg, exact in
        [
          .text(found.venues[leg.venue].name), .number(leg.amount, .significant(8)),
          .number(leg.amount / route.amount * 100, .fixed(2)),
          .number(leg.received, .significant(10)), .number(leg.fixedCost, .shortest),
          .number(leg.waitingCost, .significant(4)), exact.map { .text($0) } ?? .none,
          .text(found.venues[leg.venue].isAtomic ? "yes" : "no"),
        ]
      })
  }

  private var reasons: [String] {
    var reasons: [String] = []
    let used = Set(route.legs.map(\.venue))
    if let single = route.bestSingle, route.legs.count > 1 {
      reasons.append(
        "Splitting brings \(NumberText.text(route.counted - single.counted, .significant(4))) \(receive) more than "
          + "\(found.venues[single.venue].name) alone.")
    }
    if let all = route.withoutSelection, all < route.counted - 1e-12 * abs(route.counted) {
      reasons.append(
        "Using every venue would count for \(NumberText.text(route.counted - all, .significant(4))) \(receive) less: "
          + "some are not worth their fixed costs.")
    }
    for (place, venue) in found.venues.enumerated() where !used.contains(place) {
      let first = route.firstPrices[place]
      reasons.append(
        first <= route.marginalPrice
          ? "\(venue.name) is not used: its first unit counts for "
            + "\(NumberText.text(first, .significant(8))) \(receive) at most."
          : "\(venue.name) is not used: what it would add is less than its fixed cost of "
            + "\(NumberText.text(venue.fixedCost, .shortest)) \(receive).")
    }
    for leg in route.legs where !found.venues[leg.venue].isAtomic {
      reasons.append(
        "\(found.venues[leg.venue].name) is not there at once: "
          + "\(NumberText.text(leg.lossOnFailure, .significant(6))) \(receive) are lost should its bridge fail."
      )
    }
    reasons.append(
      route.isExhaustive
        ? "Every choice of venues with fixed costs was tried."
        : "Too many venues have fixed costs to try every choice: at most "
          + "\(NumberText.text(route.gap, .significant(3))) \(receive) more can be had.")
    return reasons
  }

  /// The answer for programs, with the fields of `docs/routing.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("pay", pay)
      writer.field("receive", receive)
      try writer.field("amount", route.amount)
      try writer.field("received", route.received)
      try writer.field("counted", route.counted)
      try writer.field("marginal_price", route.marginalPrice)
      try writer.field("bound", route.bound)
      try writer.field("gap", route.gap)
      try writer.field("residual", route.residual)
      writer.key("exhaustive")
      writer.boolean(route.isExhaustive)
      try writer.objects("legs", Array(route.legs.indices)) {
        writer, place throws(SteelyardError) in
        let leg = route.legs[place]
        writer.field("venue", found.venues[leg.venue].name)
        try writer.field("amount", leg.amount)
        try writer.field("received", leg.received)
        try writer.field("fixed_cost", leg.fixedCost)
        try writer.field("waiting_cost", leg.waitingCost)
        try writer.field("loss_on_failure", leg.lossOnFailure)
        writer.key("atomic")
        writer.boolean(found.venues[leg.venue].isAtomic)
        if let exact = found.exact[place] { writer.field("exact", exact) }
      }
      if let single = route.bestSingle {
        writer.key("best_single")
        try writer.object { writer throws(SteelyardError) in
          writer.field("venue", found.venues[single.venue].name)
          try writer.field("counted", single.counted)
        }
      }
      try writer.optional("every_venue", route.withoutSelection)
      try writer.strings("why", reasons)
    }
  }
}
