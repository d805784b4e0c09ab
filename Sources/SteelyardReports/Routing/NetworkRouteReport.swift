public import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats

/// The answer of `route` for a network of pools.
public struct NetworkRouteReport: Report {
  private let found: RouteRequest.Network
  private let request: RouteRequest
  private var route: NetworkRoute { found.route }

  /// A report on a route.
  public init(_ found: RouteRequest.Network, of request: RouteRequest) {
    self.found = found
    self.request = request
  }

  private var isSwap: Bool { request.pay != nil }
  private var unit: String { request.receive ?? "" }

  /// The answer for people.
  public var document: ReportDocument {
    ReportDocument(
      title: isSwap ? "Route over a network" : "Arbitrage over a network",
      subtitle: isSwap
        ? "\(NumberText.text(request.amount ?? 0, .shortest)) \(request.pay ?? "") into \(unit), over "
          + "\(request.pools?.count ?? 0) pools of \(found.tokens.count) tokens."
        : "What can be taken out of \(request.pools?.count ?? 0) pools of \(found.tokens.count) tokens without paying.",
      sections: [
        .init("", [.facts(facts), .table(hops), .table(tokens)]),
        .init("Why", reasons.map { .paragraph($0) }),
      ])
  }

  private var facts: [ReportDocument.Fact] {
    [
      .init(
        "value", isSwap ? "received" : "value taken out", .number(route.value, .significant(10)),
        unit: unit),
      .init(
        "bound", "no trades bring more than", .number(route.bound, .significant(10)), unit: unit),
      .init(
        "iterations", "steps of Newton's method", .number(Double(route.iterations), .grouped(0))),
    ]
  }

  private var hops: ReportTable {
    ReportTable(
      "hops", caption: "Trades, in an order in which they can be done",
      columns: [
        .init("pool", "pool"), .init("pay", "pays"), .init("paid", "paid"),
        .init("receive", "receives"), .init("received", "received"),
      ],
      rows: route.hops.map { hop in
        [
          .text(found.pools[hop.pool]), .text(found.tokens[hop.tokenIn]),
          .number(hop.paid, .significant(8)), .text(found.tokens[hop.tokenOut]),
          .number(hop.received, .significant(8)),
        ]
      })
  }

  private var tokens: ReportTable {
    ReportTable(
      "tokens", caption: "Tokens",
      columns: [
        .init("token", "token"), .init("net", "had in the end"),
        .init("price", "price at which all pools do their best", unit: unit),
      ],
      rows: found.tokens.indices.map { token in
        [
          .text(found.tokens[token]), .number(settled(token), .significant(8)),
          .number(route.prices[token], .significant(8)),
        ]
      })
  }

  /// What is had of a token; what rounding left of those that only pass through is nothing.
  private func settled(_ token: Int) -> Double {
    let through = route.hops.reduce(0) {
      $1.tokenIn == token ? max($0, $1.paid) : $1.tokenOut == token ? max($0, $1.received) : $0
    }
    return abs(route.net[token]) <= 1e-9 * through ? 0 : route.net[token]
  }

  private var reasons: [String] {
    var reasons: [String] = []
    if route.hops.isEmpty {
      reasons.append("Prices of the pools differ by less than their fees: nothing can be had.")
    }
    if route.isCyclic {
      reasons.append("Some token is paid before it is had: all trades must be one transaction.")
    }
    reasons.append(
      "At the prices above every pool alone does what gains most, which bounds all trades; these stay "
        + "\(NumberText.text(route.gap, .significant(2))) below it.")
    return reasons
  }

  /// The answer for programs, with the fields of `docs/routing.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      try writer.field("value", route.value)
      try writer.field("bound", route.bound)
      try writer.field("gap", route.gap)
      writer.key("cyclic")
      writer.boolean(route.isCyclic)
      try writer.objects("hops", route.hops) { writer, hop throws(SteelyardError) in
        writer.field("pool", found.pools[hop.pool])
        writer.field("pay", found.tokens[hop.tokenIn])
        try writer.field("paid", hop.paid)
        writer.field("receive", found.tokens[hop.tokenOut])
        try writer.field("received", hop.received)
      }
      try writer.objects("tokens", Array(found.tokens.indices)) {
        writer, token throws(SteelyardError) in
        writer.field("token", found.tokens[token])
        try writer.field("net", route.net[token])
        try writer.field("price", route.prices[token])
      }
      try writer.strings("why", reasons)
    }
  }
}
