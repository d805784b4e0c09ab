/// Kendall's rank correlation τ_b of paired observations.
///
/// - Parameters:
///   - first: Shape `[observation]`, no NaN.
///   - second: Shape `[observation]`, no NaN.
/// - Returns: From −1 to 1, ties taken off both sides (τ_b); nil for fewer than two pairs, other
///   shapes, NaN, or a column whose values are all equal.
/// - Complexity: O(n log n).
/// - Source: W. Knight, "A computer method for calculating Kendall's tau with ungrouped data",
///   Journal of the American Statistical Association 61 (1966), pp. 436-439.
public func kendallTau(_ first: [Double], _ second: [Double]) -> Double? {
  guard first.count == second.count, first.count > 1,
    !first.contains(where: \.isNaN), !second.contains(where: \.isNaN)
  else { return nil }
  let order = first.indices.sorted { (first[$0], second[$0]) < (first[$1], second[$1]) }
  let pairs = pairCount(first.count)
  let tiedFirst = tiedPairs(order) { first[$0] == first[$1] }
  let tiedBoth = tiedPairs(order) { first[$0] == first[$1] && second[$0] == second[$1] }
  var column = order.map { second[$0] }
  let swaps = inversions(&column)
  let tiedSecond = tiedPairs(Array(column.indices)) { column[$0] == column[$1] }
  guard tiedFirst < pairs, tiedSecond < pairs else { return nil }
  let agreement = Double(pairs - tiedFirst - tiedSecond + tiedBoth - 2 * swaps)
  return agreement / (Double(pairs - tiedFirst) * Double(pairs - tiedSecond)).squareRoot()
}

private func pairCount(_ count: Int) -> Int { count * (count - 1) / 2 }

/// How many pairs of a sorted order are equal.
private func tiedPairs(_ order: [Int], _ areEqual: (Int, Int) -> Bool) -> Int {
  var (tied, run) = (0, 1)
  for position in order.indices.dropFirst() {
    if areEqual(order[position - 1], order[position]) {
      run += 1
    } else {
      tied += pairCount(run)
      run = 1
    }
  }
  return tied + pairCount(run)
}

/// Sorts a column by merging and counts the pairs that stood the wrong way round.
private func inversions(_ column: inout [Double]) -> Int {
  var swaps = 0
  var width = 1
  var merged = column
  while width < column.count {
    var start = 0
    while start < column.count {
      let middle = min(start + width, column.count)
      let end = min(start + 2 * width, column.count)
      var (left, right) = (start, middle)
      for place in start..<end {
        if left < middle && (right == end || column[left] <= column[right]) {
          merged[place] = column[left]
          left += 1
        } else {
          merged[place] = column[right]
          right += 1
          swaps += middle - left
        }
      }
      start = end
    }
    swap(&column, &merged)
    width *= 2
  }
  return swaps
}
