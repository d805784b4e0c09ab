import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardScenarios

extension ModelStateFile {
  /// Writes a group as what it was drawn from.
  static func write(
    _ sampled: SampledScenarios, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.key("sampled")
      try writer.object { writer throws(SteelyardError) in
        writer.key("label")
        writer.string(sampled.label)
        writer.key("count")
        writer.integer(sampled.count)
        writer.key("points")
        switch sampled.sampling {
        case .independent: writer.string("independent")
        case .antithetic: writer.string("antithetic")
        case .quasiRandom(let replicates):
          writer.string("quasi_random")
          writer.key("replicates")
          writer.integer(replicates)
        }
        writer.key("seed")
        writer.string(String(sampled.stream.seed))
        writer.key("stream")
        writer.integer(Int(sampled.stream.stream))
        if sampled.degreesOfFreedom.isFinite {
          try number("degrees_of_freedom", sampled.degreesOfFreedom, &writer)
        }
        writer.key("coins")
        try writer.object { writer throws(SteelyardError) in
          for (coin, own) in sampled.coins.sorted(by: { $0.key < $1.key }) {
            writer.key(named: coin.code)
            try writer.object { writer throws(SteelyardError) in
              try number("horizon_days", own.horizonDays, &writer)
              try number("on_fall", own.response.onFall, &writer)
              try number("on_rise", own.response.onRise, &writer)
              try number("deviation", own.response.deviation, &writer)
            }
          }
        }
        writer.key("variables")
        try writer.array { writer throws(SteelyardError) in
          for (quantity, marginal) in zip(sampled.quantities, sampled.marginals) {
            try writer.object { writer throws(SteelyardError) in
              let (name, asset) = quantity.words
              writer.key("moves")
              writer.string(name)
              writer.key("asset")
              writer.string(asset.code)
              writer.key("ends")
              writer.string(marginal.ends.rawValue)
              try column("probabilities", marginal.probabilities, &writer)
              try column("values", marginal.values, &writer)
            }
          }
        }
        writer.key("correlation")
        try writer.array { writer throws(SteelyardError) in
          for row in 0..<sampled.correlation.rowCount {
            try writer.row { writer throws(SteelyardError) in
              for column in 0...row { try writer.number(sampled.correlation[row, column]) }
            }
          }
        }
      }
    }
  }
}

extension SampledScenarios.Quantity {
  /// What files call it, and whose it is.
  fileprivate var words: (name: String, asset: Currency) {
    switch self {
    case .spot(let coin): ("spot", coin)
    case .volatility(let coin): ("volatility", coin)
    case .asset(let asset): ("price", asset)
    }
  }
}
