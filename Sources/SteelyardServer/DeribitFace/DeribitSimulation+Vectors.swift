import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

extension DeribitSimulation {
  /// The answer of `private/pme/simulate`: every scenario of every bucket, in the bucket's currency.
  ///
  /// - Throws: `unsupported` where the account's model has no scenarios.
  func writeVectors(
    only currency: Currency?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let explanation = account.explanation
    let buckets = explanation.buckets.filter { currency == nil || $0.unit == currency }
    guard !explanation.buckets.isEmpty || explanation.positions.isEmpty else {
      throw SteelyardError(
        .unsupported, "The model \(explanation.modelName) has no scenarios.",
        remedy: "Ask simulate_portfolio, or for an account in portfolio margin.",
        subject: .account(account.view.name.description))
    }
    try writer.object { writer throws(SteelyardError) in
      writer.key("portfolio")
      try writer.object { writer throws(SteelyardError) in
        for position in explanation.positions {
          writer.key(named: try InstrumentNaming.deribit.name(of: position.instrument))
          try writer.number(position.quantity)
        }
      }
      writer.key("index_price")
      try writer.object { writer throws(SteelyardError) in
        for underlying in Set(buckets.map(\.underlying)).sorted() {
          guard let index = account.market.index(of: underlying) else { continue }
          writer.key(named: DeribitMarket.indexName(of: underlying))
          try writer.number(index)
        }
      }
      writer.key("ticker")
      try writer.object { writer throws(SteelyardError) in
        for position in explanation.positions {
          guard let mark = position.priced?.observedMark ?? position.priced?.price else { continue }
          writer.key(named: try InstrumentNaming.deribit.name(of: position.instrument))
          try writer.number(mark)
        }
      }
      writer.key("initial_risk_vectors")
      try writer.object { writer throws(SteelyardError) in
        for bucket in buckets {
          for (place, instrument) in bucket.instruments.enumerated() {
            writer.key(named: try InstrumentNaming.deribit.name(of: instrument))
            try write(bucket, &writer) { $0.contributions[place] }
          }
        }
      }
      writer.key("pre_aggregated_risk_vectors")
      try writer.object { writer throws(SteelyardError) in
        for bucket in buckets {
          writer.key(named: bucket.name)
          try write(bucket, &writer) { $0.profit }
        }
      }
      writer.key("aggregated_risk_vectors")
      try writer.object { writer throws(SteelyardError) in
        for bucket in buckets {
          writer.key(named: bucket.name)
          try write(bucket, &writer) { $0.countedProfit }
        }
      }
      writer.key("margins")
      try writer.object { writer throws(SteelyardError) in
        let units = Set(buckets.map(\.unit)).sorted()
        // Orders are margined for the account as one: what they add is told once, in the first currency that
        // they settle in.
        let orders = units.first(where: account.orderCurrencies.contains) ?? units.first
        for unit in units {
          writer.key(named: unit.code)
          try writeMargins(
            buckets.filter { $0.unit == unit },
            openOrdersUSD: unit == orders ? account.openOrdersUSD : 0, &writer)
        }
      }
    }
  }

  private func write(
    _ bucket: BucketExplanation, _ writer: inout JSONWriter,
    _ number: (BucketExplanation.Outcome) -> Double
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      for (key, isExtended) in [("standard", false), ("extended", true)] {
        writer.key(named: key)
        try writer.array { writer throws(SteelyardError) in
          for outcome in bucket.outcomes where (outcome.scenario.tail != nil) == isExtended {
            try writer.number(number(outcome))
          }
        }
      }
    }
  }

  /// Sums over the buckets of a currency, and the worst case of each bucket.
  private func writeMargins(
    _ buckets: [BucketExplanation], openOrdersUSD: Double, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    func charge(_ name: String) -> Double {
      buckets.reduce(0) { sum, bucket in
        sum
          + account.explanation.charges.filter { $0.name == name && $0.bucket == bucket.name }
          .reduce(0) { $0 + $1.amountUSD } / bucket.usdPerUnit
      }
    }
    let initial = buckets.reduce(0) { $0 + $1.initialMargin }
    let perUnit = buckets.first?.usdPerUnit ?? 1
    let orders = openOrdersUSD / perUnit
    try writer.object { writer throws(SteelyardError) in
      try writer.field("initial_margin", initial + orders)
      try writer.field("maintenance_margin", buckets.reduce(0) { $0 + $1.maintenanceMargin })
      writer.key("initial_margin_details")
      try writer.object { writer throws(SteelyardError) in
        try writer.field("risk_matrix_margin", initial)
        writer.key("risk_matrix_margin_details")
        try writer.object { writer throws(SteelyardError) in
          try writer.field("worst_case", buckets.reduce(0) { $0 + $1.worstLoss })
          writer.key("worst_case_bucket")
          if let bucket = buckets.max(by: { $0.worstLoss < $1.worstLoss }) {
            try writeWorst(bucket, &writer)
          } else {
            writer.null()
          }
          try writer.field("delta_shock", charge("delta_shock"))
          try writer.field("roll_shock", charge("roll_shock"))
          writer.field("correlation_contingency", 0)
        }
        writer.field("spot_margin", 0)
        writer.field("mmp_margin", 0)
        try writer.field("open_orders_margin", orders)
      }
    }
  }

  private func writeWorst(
    _ bucket: BucketExplanation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard let worst = bucket.outcomes.first(where: { $0.index == bucket.worstIndex }),
      bucket.worstLoss > 0
    else {
      writer.null()
      return
    }
    let isExtended = worst.scenario.tail != nil
    let moves = bucket.outcomes.filter { ($0.scenario.tail != nil) == isExtended }
      .map(\.scenario.spotMove)
    var distinct: [Double] = []
    for move in moves where !distinct.contains(move) { distinct.append(move) }
    try writer.object { writer throws(SteelyardError) in
      try writer.field("bucket", worst.scenario.spotMove)
      writer.field("side", worst.scenario.spotMove < 0 ? "left" : "right")
      writer.field("source", isExtended ? "extended" : "standard")
      writer.field("index", (distinct.firstIndex(of: worst.scenario.spotMove) ?? 0) + 1)
    }
  }
}
