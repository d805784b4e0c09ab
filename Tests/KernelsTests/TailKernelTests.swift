import SteelyardKernels
import TestSupport
import Testing

@Suite("Tail kernels")
struct TailKernelTests {
  static func equal(
    _ level: steelyard_kernel_level, _ values: [Double], _ share: Double
  ) -> steelyard_tail {
    var tail = steelyard_tail()
    steelyard_tail_equal(level, values.count, values, share, &tail)
    return tail
  }

  static func weighted(
    _ level: steelyard_kernel_level, _ values: [Double], _ weights: [Double], _ share: Double
  ) -> steelyard_tail {
    var tail = steelyard_tail()
    steelyard_tail_weighted(level, values.count, values, weights, share, &tail)
    return tail
  }

  static func members(
    _ values: [Double], _ weights: [Double]?, _ tail: steelyard_tail
  ) -> [(row: Int, share: Double)] {
    var rows = [Int64](repeating: -7, count: values.count)
    var shares = [Double](repeating: -7, count: values.count)
    let used = steelyard_tail_members(values.count, values, weights, tail, &rows, &shares)
    return (0..<used).map { (Int(rows[$0]), shares[$0]) }
  }

  /// The same by sorting, as the definition says it.
  static func bySorting(
    _ values: [Double], _ weights: [Double], _ share: Double
  ) -> (quantile: Double, mean: Double, quantileRow: Int, lowestRow: Int) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let mass = share * weights.reduce(0, +)
    var left = mass
    var sum = 0.0
    var passed = 0.0
    var end = order[order.count - 1]
    for row in order where left > 0 {
      let taken = min(left, weights[row])
      sum += taken * values[row]
      left -= taken
    }
    for row in order {
      passed += weights[row]
      guard passed > mass * (1 + 1e-12) else { continue }
      end = row
      break
    }
    return (values[end], sum / mass, end, order[0])
  }

  /// A column of one of several shapes: heavy tails, ties, one value in most rows, all the same.
  static func column(
    _ shape: Int, count: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    (0..<count).map { _ in
      let place = Double.random(in: 1e-6..<1, using: &generator)
      let sign = Bool.random(using: &generator) ? 1.0 : -1
      switch shape {
      case 0: return 1e5 * (place - 0.5)
      case 1: return sign / (place * place)
      case 2: return (10 * place).rounded(.down) - 5
      case 3: return place < 0.6 ? 0 : sign * (1 / place - 1)
      case 4: return sign * (place < 0.01 ? 1e12 * place : place)
      default: return -3.25
      }
    }
  }

  @Test("2000 random columns: what sorting finds", arguments: availableLevels)
  func sorting(level: steelyard_kernel_level) {
    var generator = SeededGenerator(seed: 31)
    for round in 0..<2000 {
      let counts = [1...5, 6...40, 41...700, 701...3000]
      let count = Int.random(in: counts[round % 4], using: &generator)
      let values = Self.column(round % 6, count: count, using: &generator)
      let share =
        round % 7 == 0
        ? Double(Int.random(in: 1...100, using: &generator)) / 100
        : Double.random(in: 0.0005...0.2, using: &generator)
      let ones = [Double](repeating: 1, count: count)
      let weights =
        round % 3 == 0
        ? ones.map { _ in Double(Int.random(in: 0...3, using: &generator)) + 1e-3 }
        : ones.map { _ in Double.random(in: 0.01...2, using: &generator) }
      for own in [ones, weights] {
        let found =
          own == ones ? Self.equal(level, values, share) : Self.weighted(level, values, own, share)
        let expected = Self.bySorting(values, own, share)
        let inputs = "seed 31, round \(round), \(count) rows, share \(share)"
        #expect(found.quantile == expected.quantile, "\(inputs)")
        #expect(found.quantile_row == Int64(expected.quantileRow), "\(inputs)")
        #expect(found.lowest_row == Int64(expected.lowestRow), "\(inputs)")
        expectClose(
          expected: expected.mean, got: found.mean,
          .absolute(1e-12 * max(1, abs(values[expected.lowestRow]), abs(found.quantile))),
          inputs: inputs)
      }
    }
  }

  @Test(
    "rows below a sampled bound give the bits of the whole column", arguments: availableLevels)
  func few(level: steelyard_kernel_level) {
    var generator = SeededGenerator(seed: 33)
    for round in 0..<400 {
      let count = Int.random(in: 500...6000, using: &generator)
      var values = Self.column(round % 6, count: count, using: &generator)
      // A history in the order of its size misleads a sample least when its groups are spread.
      if round % 5 == 0 { values.sort() }
      if round % 50 == 7 { values[count / 2] = .nan }
      let share = Double.random(in: 0.0005...0.12, using: &generator)
      let few = Self.equal(level, values, share)
      // The search over the whole column is the one that weights go by.
      let whole = Self.weighted(level, values, [Double](repeating: 1, count: count), share)
      let inputs = "seed 33, round \(round), \(count) rows, share \(share)"
      for (one, other) in [
        (few.quantile, whole.quantile), (few.mean, whole.mean), (few.mass, whole.mass),
        (few.mass_below, whole.mass_below),
      ] {
        #expect(one.bitPattern == other.bitPattern, "\(inputs)")
      }
      #expect(
        few.quantile_row == whole.quantile_row && few.lowest_row == whole.lowest_row, "\(inputs)")
    }
  }

  @Test("a row and a multiple of another: not fused, in place too", arguments: availableLevels)
  func rows(level: steelyard_kernel_level) {
    var generator = SeededGenerator(seed: 34)
    for count in [0, 1, 7, 8, 9, 130] {
      func column() -> [Double] {
        (0..<count).map { _ in Double.random(in: -1e6...1e6, using: &generator) }
      }
      let base = column()
      let row = column()
      var sum = [Double](repeating: 0, count: count)
      steelyard_row_added(level, count, base, row, 0.3, &sum)
      #expect(sum == base.indices.map { base[$0] + 0.3 * row[$0] })
      steelyard_row_added(level, count, nil, row, -7, &sum)
      #expect(sum == row.map { -7 * $0 })
    }
  }

  @Test("every level gives the same bits", arguments: availableLevels)
  func levels(level: steelyard_kernel_level) {
    var generator = SeededGenerator(seed: 32)
    for round in 0..<200 {
      let values = Self.column(round % 6, count: 1 + 13 * round, using: &generator)
      let weights = values.map { _ in Double.random(in: 0...2, using: &generator) }
      for (one, other) in [
        (Self.equal(level, values, 0.037), Self.equal(STEELYARD_KERNEL_PORTABLE, values, 0.037)),
        (
          Self.weighted(level, values, weights, 0.037),
          Self.weighted(STEELYARD_KERNEL_PORTABLE, values, weights, 0.037)
        ),
      ] {
        let numbers = [one, other].map { [$0.quantile, $0.mean, $0.mass, $0.mass_below] }
        #expect(numbers[0].bits == numbers[1].bits, "round \(round)")
        #expect(one.quantile_row == other.quantile_row && one.lowest_row == other.lowest_row)
      }
    }
  }

  @Test("by hand: part of a row, less than a row, all rows", arguments: availableLevels)
  func byHand(level: steelyard_kernel_level) {
    let values = [5.0, -10, 2, -40, -20, 1, 0, 3, 4, 6]
    // 2.5 rows: 40 + 20 + half of 10, over 2.5.
    let part = Self.equal(level, values, 0.25)
    #expect(part.mean == -26 && part.quantile == -10 && part.quantile_row == 1)
    let less = Self.equal(level, values, 0.03)
    #expect(less.mean == -40 && less.quantile == -40 && less.quantile_row == 3)
    // 0.3 is a little less than three tenths: the mass is three rows all the same.
    #expect(Self.equal(level, values, 0.3).quantile == 0)
    let all = Self.equal(level, values, 1)
    expectClose(expected: -4.9, got: all.mean, .relative(1e-14))
    #expect(all.quantile == 6)
  }

  @Test(
    "members: the mean is the sum of share x value; ties share alike", arguments: [true, false])
  func members(isWeighted: Bool) {
    var generator = SeededGenerator(seed: 33)
    for round in 0..<300 {
      let values = Self.column(round % 6, count: 1 + 5 * round, using: &generator)
      let weights = values.map { _ in Double.random(in: 0.1...2, using: &generator) }
      let share = Double.random(in: 0.001...1, using: &generator)
      let tail =
        isWeighted
        ? Self.weighted(STEELYARD_KERNEL_PORTABLE, values, weights, share)
        : Self.equal(STEELYARD_KERNEL_PORTABLE, values, share)
      let members = Self.members(values, isWeighted ? weights : nil, tail)
      expectClose(expected: 1, got: members.reduce(0) { $0 + $1.share }, .relative(1e-11))
      expectClose(
        expected: tail.mean, got: members.reduce(0) { $0 + $1.share * values[$1.row] },
        .absolute(1e-11 * max(1, abs(values[Int(tail.lowest_row)]), abs(tail.quantile))))
      let tied = members.filter { values[$0.row] == tail.quantile }
      for member in tied where !isWeighted { #expect(member.share == tied[0].share) }
      for member in members { #expect(values[member.row] <= tail.quantile && member.share > 0) }
    }
  }

  @Test("a mass of whole rows but for rounding has no member of rounding")
  func wholeRows() {
    let values = (0..<1000).map { Double($0) }
    let tail = Self.equal(STEELYARD_KERNEL_PORTABLE, values, 1 - 0.975)
    #expect(tail.mass > 25 && tail.quantile == 25)
    #expect(Self.members(values, nil, tail).map(\.row) == Array(0..<25))
  }

  @Test("what is not finite, no rows, no weight", arguments: availableLevels)
  func odd(level: steelyard_kernel_level) {
    for odd in [Double.nan, .infinity, -.infinity] {
      for place in [0, 15, 16, 39] {
        var values = [Double](repeating: 1, count: 40)
        values[place] = odd
        let tail = Self.equal(level, values, 0.1)
        #expect(tail.mean.isNaN && tail.quantile.isNaN)
        #expect(tail.quantile_row == Int64(place) && tail.lowest_row == Int64(place))
        #expect(Self.members(values, nil, tail).isEmpty)
        let ones = [Double](repeating: 1, count: 40)
        #expect(Self.weighted(level, ones, values, 0.1).mean.isNaN)
      }
    }
    let none = Self.equal(level, [], 0.1)
    #expect(none.mean.isNaN && none.quantile_row == -1)
    let weightless = Self.weighted(level, [3, -1, 2], [0, 0, 0], 0.1)
    #expect(weightless.mean == -1 && weightless.quantile == -1 && weightless.quantile_row == 1)
    #expect(Self.members([3, -1, 2], [0, 0, 0], weightless).map(\.row) == [1])
  }
}
