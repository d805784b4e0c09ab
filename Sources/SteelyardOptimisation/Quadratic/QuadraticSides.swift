/// One side of a bound or row: normal · x ≥ threshold, or = for an equality.
struct QuadraticSide {
  /// What it is a side of.
  enum Owner {
    case variable(Int)
    case row(Int)
  }

  let owner: Owner
  /// 1 for a lower bound, −1 for an upper one: the normal is this times the row, or times the variable's unit vector.
  let sign: Double
  let threshold: Double
  let isEquality: Bool
  /// One over the length of the normal.
  let scale: Double
}

/// The sides of a program, with the rows as dense columns of numbers.
struct QuadraticSides {
  let variableCount: Int
  let sides: [QuadraticSide]
  /// The coefficients of the rows, row after row, in the terms that are there.
  let rows: [[LinearProgram.Term]]

  init(_ program: LinearProgram) {
    variableCount = program.variableCount
    rows = program.rowTerms
    var sides: [QuadraticSide] = []
    func add(_ owner: QuadraticSide.Owner, _ bounds: LinearProgram.Bounds, length: Double) {
      let scale = length > 0 ? 1 / length : 1
      if bounds.lower == bounds.upper {
        sides.append(
          .init(owner: owner, sign: 1, threshold: bounds.lower, isEquality: true, scale: scale))
        return
      }
      if bounds.lower > -.infinity {
        sides.append(
          .init(owner: owner, sign: 1, threshold: bounds.lower, isEquality: false, scale: scale))
      }
      if bounds.upper < .infinity {
        sides.append(
          .init(owner: owner, sign: -1, threshold: -bounds.upper, isEquality: false, scale: scale))
      }
    }
    for (row, bounds) in program.rowBounds.enumerated() {
      let length = rows[row].reduce(0) { $0 + $1.coefficient * $1.coefficient }.squareRoot()
      add(.row(row), bounds, length: length)
    }
    for (variable, bounds) in program.bounds.enumerated() {
      add(.variable(variable), bounds, length: 1)
    }
    self.sides = sides
  }

  /// normal · x − threshold: negative where the side is violated.
  func slack(_ side: Int, at point: [Double]) -> Double {
    let entry = sides[side]
    return entry.sign * value(entry.owner, at: point) - entry.threshold
  }

  private func value(_ owner: QuadraticSide.Owner, at point: [Double]) -> Double {
    switch owner {
    case .variable(let variable): return point[variable]
    case .row(let row):
      var sum = 0.0
      for term in rows[row] { sum += term.coefficient * point[term.variable] }
      return sum
    }
  }

  /// The normal of a side, times a factor, added to a vector.
  func addNormal(_ side: Int, times factor: Double, to vector: inout [Double]) {
    let entry = sides[side]
    switch entry.owner {
    case .variable(let variable): vector[variable] += factor * entry.sign
    case .row(let row):
      for term in rows[row] { vector[term.variable] += factor * entry.sign * term.coefficient }
    }
  }
}
