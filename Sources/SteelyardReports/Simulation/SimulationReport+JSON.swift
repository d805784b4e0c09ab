public import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation

extension SimulationReport {
  /// The answer for programs, with the fields of `docs/simulation.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("parameters", study.market.provenance.name)
      writer.field("first_seed", "\(study.shock.seed)")
      writer.key("seeds")
      writer.integer(seeds)
      writer.key("rounds")
      writer.integer(study.rounds)
      try writer.field("round_seconds", study.market.roundSeconds)
      writer.key("accounts")
      writer.integer(study.accountCount)
      let coins = study.market.coins.indices
      try writer.objects("shock", Array(coins)) { writer, coin throws(SteelyardError) in
        writer.field("coin", study.market.coins[coin].name)
        try writer.field("price", study.market.coins[coin].price)
        try writer.field("move", study.shock.moves[coin])
        try writer.field("branching_ratio_theory", study.theory.ratios[coin])
      }
      try writer.objects("policies", study.results) { writer, result throws(SteelyardError) in
        try write(result, &writer)
      }
      if let critical {
        writer.key("critical_leverage")
        try writer.object { writer throws(SteelyardError) in
          try writer.optional("multiple", critical.multiple)
          try writer.field("searched_to", critical.searched)
          try writer.field("amplification", critical.limit)
          try writer.field("reached", critical.reached)
          try writer.field("bound_share", critical.boundShare)
        }
      }
      if let map { try write(map, &writer) }
      try writeReplay(&writer)
      try writer.strings("sources", study.market.provenance.sources)
      try writer.strings("notes", notes)
    }
  }

  private func write(
    _ result: CascadeStudy.PolicyResult, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("policy", result.policy.name)
    for figure in Self.figures {
      writer.key(named: figure.key)
      try writer.object { writer throws(SteelyardError) in
        try writer.field("mean", result.mean(figure.value))
        try writer.field("quantile_95", result.quantile(0.95, figure.value))
        try writer.field("largest", result.largest(figure.value))
      }
    }
    try writer.field("fund_cover_1", result.shortfalls.coverOne)
    try writer.field("fund_cover_2", result.shortfalls.coverTwo)
    try writer.field("fund_999", result.shortfalls.quantile(0.999))
    try writer.field("conservation_error", result.largest { $0.conservationError })
    let first = result.first
    try writer.objects("coins", Array(study.market.coins.indices)) {
      writer, coin throws(SteelyardError) in
      writer.field("coin", study.market.coins[coin].name)
      try writer.optional("amplification", first.amplification[coin])
      try writer.field("liquidated", first.liquidated[coin])
      try writer.field("deleveraged", first.deleveraged[coin])
    }
    writer.key("first_seed_rounds")
    try writer.array { writer throws(SteelyardError) in
      for round in first.rounds {
        try writer.object { writer throws(SteelyardError) in
          writer.key("prices")
          try writer.row { writer throws(SteelyardError) in
            for price in round.prices { try writer.number(price) }
          }
          writer.key("liquidated")
          try writer.row { writer throws(SteelyardError) in
            for notional in round.liquidated { try writer.number(notional) }
          }
          writer.key("liquidations")
          writer.integer(round.liquidations)
          writer.key("deleveragings")
          writer.integer(round.deleveragings)
          try writer.field("deleveraged", round.deleveraged)
          try writer.field("depth", round.depth)
          try writer.field("fund", round.fund)
          writer.key("halted")
          writer.boolean(round.isHalted)
        }
      }
    }
  }

  private func write(_ map: Map, _ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("map")
    try writer.object { writer throws(SteelyardError) in
      writer.field("down", map.axis.rawValue)
      for (key, values) in [("shock_multiples", map.shocks), ("down_multiples", map.values)] {
        writer.key(named: key)
        try writer.row { writer throws(SteelyardError) in
          for value in values { try writer.number(value) }
        }
      }
      writer.key("amplification")
      try writer.array { writer throws(SteelyardError) in
        for row in map.amplification {
          try writer.row { writer throws(SteelyardError) in
            for value in row { try writer.number(value) }
          }
        }
      }
    }
  }
}
