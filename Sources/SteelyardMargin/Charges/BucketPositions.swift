/// An account's positions in one block, as columns that are filled anew for each account.
struct BucketPositions {
  /// Rows in the block; shape `[position]`.
  var rows: [Int32] = []
  /// Signed quantities; shape `[position]`.
  var quantities: [Double] = []
  /// Net delta by expiry in coins; shape `[expiry]`, filled by the charges that need it.
  var deltaByExpiry: [Double] = []
  /// Net options by expiry and strike, filled by the charges that need it.
  var strikes: [NetStrike] = []

  /// Whether nothing is in it that a charge could see.
  var isEmpty: Bool { rows.isEmpty }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    quantities.removeAll(keepingCapacity: true)
  }

  /// Sums a column of the block into expiries.
  mutating func sumByExpiry(
    _ columns: BlockColumns, where isWanted: (Int) -> Bool, _ term: (Int, Double) -> Double
  ) {
    deltaByExpiry.removeAll(keepingCapacity: true)
    for _ in columns.expiryYears { deltaByExpiry.append(0) }
    for index in rows.indices {
      let row = Int(rows[index])
      if isWanted(row) { deltaByExpiry[columns.expiry[row]] += term(row, quantities[index]) }
    }
  }

  /// Whether nothing but bought options is held.
  func isLongOptionsOnly(_ columns: BlockColumns) -> Bool {
    for index in rows.indices where quantities[index] != 0 {
      if !columns.isOption[Int(rows[index])] || quantities[index] < 0 { return false }
    }
    return true
  }

  /// The worth of the bucket's options, in settlement currency.
  func optionValue(_ columns: BlockColumns) -> Double {
    var sum = 0.0
    for index in rows.indices { sum += quantities[index] * columns.value[Int(rows[index])] }
    return sum
  }

  /// What nets between the expiries of a column: the smaller of its long and its short side.
  func offsetting() -> Double {
    var long = 0.0
    var short = 0.0
    for value in deltaByExpiry {
      if value > 0 { long += value } else { short -= value }
    }
    return min(long, short)
  }
}

/// Options of one strike and expiry, netted.
struct NetStrike: Equatable {
  /// Index of the expiry.
  var expiry: Int
  /// The strike, in quote currency.
  var strike: Double
  /// Calls and puts together, in coins.
  var net: Double
}
