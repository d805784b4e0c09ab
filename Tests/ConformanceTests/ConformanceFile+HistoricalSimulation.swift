import SteelyardMargin
import TestSupport

extension ConformanceFile {
  /// Quantiles and shortfalls of Open Source Risk Engine's historical simulation.
  ///
  /// Its probabilities are those of the P&L, so a quantile at 1 % is the value at risk at 99 %, negated.
  static let historicalSimulation = ConformanceFile(name: "ore_histsim.json") { file, tally in
    for name in file["series"].fields {
      let series = file["series"][name]
      let profit = series["pnl"].elements.map(\.double)
      for field in series["var"].fields {
        guard let probability = field.split(separator: "_").last.flatMap({ Double($0) }) else {
          continue
        }
        tally.check("\(name) \(field)") {
          let tail = try HistoricalTail(profit: profit)
          // The level is taken from the probability's own digits: 1 − 0.99 is no hundredth.
          let level = (100 - probability * 100).rounded() / 100
          let got =
            field.hasPrefix("Quantile")
            ? try tail.valueAtRisk(level: level, convention: .outwardRank)
            : try tail.expectedShortfall(level: level, convention: .atOrBeyond(.outwardRank))
          $0.compare(
            String(field.prefix(8)), expected: series["var"][field].double, got: -got,
            Tolerance(relative: 1e-6, absolute: 1e-6))
        }
      }
    }
  }
}
