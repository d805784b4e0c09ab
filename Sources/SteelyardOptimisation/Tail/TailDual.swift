import CClp
import SteelyardMath

/// The dual of a tail program, column after column, as Clp takes it.
///
/// Columns: a share y_s in [0, weight × p_s / (1 − β)] of each scenario; a price of each finite end of a row; a price of each bound that is
/// neither missing nor 0 (those at 0 make the row of their variable one-sided). Rows: one for each variable, whose price is the variable,
/// and one that sums the shares to the weight.
struct TailDual {
  private(set) var starts: [CoinBigIndex] = [0]
  private(set) var rows: [Int32] = []
  private(set) var coefficients: [Double] = []
  private(set) var upper: [Double] = []
  private(set) var costs: [Double] = []
  private(set) var rowLower: [Double] = []
  private(set) var rowUpper: [Double] = []
  /// The row and sign of each price of a row's end; they stand behind the shares.
  private(set) var rowEnds: [(row: Int, sign: Double)] = []
  /// What losses and costs are divided by.
  let scale: Double
  /// Which scenario's share each of the first columns is.
  let scenarios: [Int]
  /// The scenarios whose share is all it can be; every other that is not in `scenarios` has none.
  let whole: [Int]

  /// - Parameters:
  ///   - scenarios: Those whose shares are looked for.
  ///   - whole: Those that are in the tail for certain.
  init(_ program: TailProgram, scenarios: [Int], whole: [Int]) {
    let count = program.linear.variableCount
    self.scenarios = scenarios
    self.whole = whole
    var largest = program.losses.elements.reduce(0) { max($0, abs($1)) }
    for cost in program.linear.costs { largest = max(largest, abs(cost) / program.weight) }
    let scale = largest > 0 ? largest : 1
    self.scale = scale
    let width = count + 1
    rows.reserveCapacity(scenarios.count * width)
    coefficients.reserveCapacity(scenarios.count * width)
    var fixedCosts = program.linear.costs
    var sharesLeft = program.weight
    program.losses.elements.withUnsafeBufferPointer { losses in
      for scenario in whole {
        let share = program.shareMax(scenario)
        sharesLeft -= share
        for variable in 0..<count {
          fixedCosts[variable] += share * losses[scenario * count + variable]
        }
      }
      for scenario in scenarios {
        let first = scenario * count
        for variable in 0..<count where losses[first + variable] != 0 {
          rows.append(Int32(variable))
          coefficients.append(losses[first + variable] / scale)
        }
        rows.append(Int32(count))
        coefficients.append(1)
        close(upper: program.shareMax(scenario), cost: 0)
      }
    }
    let rowTerms = program.linear.rowTerms
    for (row, bounds) in program.linear.rowBounds.enumerated() {
      for (end, sign) in [(bounds.lower, 1.0), (bounds.upper, -1.0)] where end.isFinite {
        for term in rowTerms[row] where term.coefficient != 0 {
          rows.append(Int32(term.variable))
          coefficients.append(-sign * term.coefficient)
        }
        close(upper: .infinity, cost: -sign * end)
        rowEnds.append((row, sign))
      }
    }
    for (variable, bounds) in program.linear.bounds.enumerated() {
      let target = -fixedCosts[variable] / scale
      var lower = target
      var upper = target
      for (end, sign) in [(bounds.lower, 1.0), (bounds.upper, -1.0)] where end.isFinite {
        if end == 0 {
          if sign > 0 { upper = .infinity } else { lower = -.infinity }
          continue
        }
        rows.append(Int32(variable))
        coefficients.append(-sign)
        close(upper: .infinity, cost: -sign * end)
      }
      rowLower.append(lower)
      rowUpper.append(upper)
    }
    rowLower.append(sharesLeft)
    rowUpper.append(sharesLeft)
  }

  private mutating func close(upper bound: Double, cost: Double) {
    starts.append(CoinBigIndex(rows.count))
    upper.append(bound)
    costs.append(cost)
  }

  var columnCount: Int { upper.count }
  var rowCount: Int { rowLower.count }
}

extension TailProgram {
  /// The most of the tail that a scenario can be, times the weight: weight × p_s / (1 − β).
  func shareMax(_ scenario: Int) -> Double { weight * probabilities[scenario] / (1 - level) }
}
