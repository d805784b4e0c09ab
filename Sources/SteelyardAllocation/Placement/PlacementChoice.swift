import SteelyardContracts

/// Which ways with fixed costs are worth them.
struct PlacementChoice {
  /// A placement, and the fixed costs of its transfers as a yearly rate.
  struct Found {
    let answer: PlacementProgram.Answer
    let fixed: Double
    var total: Double { answer.cost + fixed }
  }

  private let figures: PlacementFigures
  private let relaxed: PlacementProgram.Answer
  private let fixed: [Int]

  init(_ figures: PlacementFigures, _ relaxed: PlacementProgram.Answer, _ fixed: [Int]) {
    self.figures = figures
    self.relaxed = relaxed
    self.fixed = fixed
  }

  func best(_ program: inout PlacementProgram) throws(SteelyardError) -> Found {
    var best = found(relaxed)
    if fixed.count <= Placement.enumeratedMax {
      // The empty set of closed ways is the relaxation itself.
      for bits in 1..<max(1, 1 << fixed.count) {
        let closed = fixed.indices.filter { bits & (1 << $0) != 0 }.map { fixed[$0] }
        let next = found(try program.solved(closed: Set(closed)))
        if next.total < best.total { best = next }
      }
      return best
    }
    // Ways that nothing goes on stay closed; of the others one at a time is closed while that saves.
    var closed = Set(fixed.filter { best.answer.sent[$0] == 0 })
    var isBetter = true
    while isBetter {
      isBetter = false
      for way in fixed where !closed.contains(way) && best.answer.sent[way] > 0 {
        let next = found(try program.solved(closed: closed.union([way])))
        if next.total < best.total {
          (best, isBetter) = (next, true)
          closed.insert(way)
        }
      }
    }
    return best
  }

  private func found(_ answer: PlacementProgram.Answer) -> Found {
    Found(
      answer: answer,
      fixed: fixed.reduce(0) {
        answer.sent[$1] > 0 ? $0 + figures.ways[$1].fixed * figures.timesAYear : $0
      })
  }
}
