import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket

/// What the market pays and asks for over time: funding, basis and volatility by expiry.
enum TermStructureOperations {
  static let all: [APIOperation] = [
    .read(
      "/term-structure", "getTermStructure",
      "Funding, basis of futures and fitted volatility of an underlying, by expiry.",
      audience: .everyone, freshness: .untagged, query: [.underlying],
      answer: .object(TermStructureSchemas.termStructure), termStructure),
    .read(
      "/term-structure/history", "getTermStructureHistory",
      "Index, funding, premium, front basis and volatility index of the last month.",
      audience: .everyone, freshness: .untagged,
      query: [
        .underlying,
        APIParameter(
          name: "points",
          schema: .integer(
            "Most points, evenly taken; 500 where left out.", from: 2, to: Int64(pointsMax))),
      ], answer: .object(TermStructureSchemas.history), history),
  ]

  /// The most points of an answer.
  static let pointsMax = 2_000

  @Sendable private static func history(_ call: APICall) throws(SteelyardError) -> Response {
    let (_, underlying) = try call.marketQuestion()
    let count = Int(try call.integer("points", 2...Int64(pointsMax)) ?? 500)
    let points = call.standing.watch.history.points(of: underlying, countMax: count)
    return try .object { writer throws(SteelyardError) in
      writer.field("underlying", underlying.description)
      try writer.strings("times", points.map(\.time.description))
      try writer.numbers("index", points.map(\.index))
      try writer.optionals("funding_rate", points.map(\.fundingRate))
      try writer.optionals("perpetual_premium", points.map(\.perpetualPremium))
      try writer.optionals("front_basis_annualised", points.map(\.frontBasisAnnualised))
      try writer.optionals("volatility_index", points.map(\.volatilityIndex))
    }
  }

  @Sendable private static func termStructure(_ call: APICall) async throws -> Response {
    let (frame, underlying) = try call.marketQuestion()
    // A market without options has futures all the same.
    let entry = try? await call.standing.surfaces.entry(of: underlying, on: frame)
    let structure = try TermStructure(entry?.frame ?? frame, underlying, entry?.fit)
    return try call.answer(on: structure.frame) { writer throws(SteelyardError) in
      try writer.termStructure(structure, call.standing.nextFunding(after: structure.frame.time))
    }
  }
}

extension JSONWriter {
  fileprivate mutating func termStructure(
    _ structure: TermStructure, _ nextFunding: Timestamp?
  ) throws(SteelyardError) {
    field("frame", Int(structure.frame.number))
    field("time", structure.frame.time)
    field("underlying", structure.underlying.description)
    field("coin", structure.underlying.base.code)
    try field("index", structure.index)
    try optional("volatility_index", structure.volatilityIndex)
    key("perpetual")
    if let perpetual = structure.perpetual {
      try object { writer throws(SteelyardError) in
        writer.field("instrument", APIInstrument.name(perpetual.instrument))
        try writer.optional("mark", perpetual.mark)
        try writer.optional("premium", perpetual.premium)
        try writer.optional("funding_rate", perpetual.fundingRate)
        try writer.optional("funding_annualised", perpetual.fundingAnnualised)
        writer.optional("next_funding", nextFunding)
        try writer.optional("open_interest", perpetual.openInterest)
      }
    } else {
      null()
    }
    try objects("futures", structure.futures) { writer, future throws(SteelyardError) in
      writer.field("instrument", APIInstrument.name(future.row.instrument))
      writer.field("expiry", future.expiry)
      try writer.field("days", future.days)
      try writer.field("mark", future.mark)
      try writer.field("basis", future.basis)
      try writer.optional("basis_annualised", future.basisAnnualised)
      try writer.optional("bid", future.row.bid?.price)
      try writer.optional("ask", future.row.ask?.price)
      try writer.optional("open_interest", future.row.openInterest)
    }
    try objects("volatility", structure.smiles) { writer, smile throws(SteelyardError) in
      let quoted = QuarterDelta(smile)
      writer.field("expiry", smile.expiry)
      try writer.field("days", smile.timeToExpiry * 365)
      try writer.field("forward", smile.forward)
      try writer.optional("at_the_money", quoted.atTheMoney)
      try writer.optional("risk_reversal_25", quoted.riskReversal)
      try writer.optional("butterfly_25", quoted.butterfly)
      try writer.optional("call_25", quoted.call)
      try writer.optional("put_25", quoted.put)
    }
  }
}
