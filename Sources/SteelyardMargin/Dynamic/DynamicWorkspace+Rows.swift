import SteelyardContracts
import SteelyardScenarios

/// An asset that the scenarios move, and how much of it an account holds.
struct DisplacedAsset: Equatable {
  let asset: Currency
  /// The coin whose requirement it belongs to.
  let coin: Int
  /// Its worth, negative for a debt, in US dollars.
  var valueUSD: Double
}

extension DynamicWorkspace {
  /// Adds up the profit of each coin's positions and assets, and that of all coins.
  ///
  /// Where an account nearby is known, a coin that is the same takes its row, and one that differs by
  /// fewer positions than it has adds the differences to it: the same numbers but for rounding, 10⁻¹⁵
  /// of the profits that are added.
  mutating func sum(in frame: RiskFrame) {
    for block in positions.indices where !positions[block].rows.isEmpty {
      isHeld[coinOfBlock[block]] = true
    }
    for coin in isHeld.indices where isHeld[coin] {
      guard let near, let known = near.coins[coin] else {
        sumAnew(coin, in: frame)
        continue
      }
      if near.isSame(displaced, positions, in: coin, coinOfBlock) {
        isKept[coin] = true
      } else {
        addDifferences(of: coin, from: near, known.row, in: frame)
      }
    }
    addUp()
  }

  /// Adds up the coins.
  mutating func addUp() {
    var first: Int?
    var isBegun = false
    for coin in isHeld.indices where isHeld[coin] {
      guard let begun = first else {
        first = coin
        continue
      }
      if isBegun {
        ProfitColumns.add(row(of: coin), onto: &total, count: columns.count, level)
      } else {
        ProfitColumns.add(
          row(of: coin), to: row(of: begun), into: &total, count: columns.count,
          padded: columns.count, level)
        isBegun = true
      }
    }
  }

  /// Profit of one coin's contracts and assets that are held; shape `[column]`.
  func row(of coin: Int) -> [Double] {
    if isKept[coin], let known = near?.coins[coin] { return known.row }
    return byCoin[coin]
  }

  /// Profit over all coins and assets; shape `[column]`.
  var totalRow: [Double] {
    var only: Int?
    for coin in isHeld.indices where isHeld[coin] {
      if only != nil { return total }
      only = coin
    }
    return only.map(row) ?? [Double](repeating: 0, count: columns.count)
  }

  /// Profit of the account's balances alone; shape `[column]`.
  var balanceRow: [Double] {
    var sum = [Double](repeating: 0, count: columns.count)
    for held in displaced {
      guard let moves = assets[held.asset]?.moves else { continue }
      ProfitColumns.add(moves, times: held.valueUSD, onto: &sum, count: columns.count, level)
    }
    return sum
  }

  /// Profit of each coin that the account holds or has contracts on; nil names what is of no coin.
  var heldProfits: [(coin: Currency?, profit: [Double])] {
    isHeld.indices.filter { isHeld[$0] }.map {
      ($0 < coins.count ? coins[$0] : nil, row(of: $0))
    }
  }

  /// Makes room for a coin's row.
  mutating func makeRow(of coin: Int) {
    if byCoin[coin].isEmpty { byCoin[coin] = [Double](repeating: 0, count: paddedCount) }
  }

  private mutating func sumAnew(_ coin: Int, in frame: RiskFrame) {
    var isBegun = false
    for held in displaced where held.coin == coin {
      guard let moves = assets[held.asset]?.moves else { continue }
      if isBegun {
        ProfitColumns.add(
          moves, times: held.valueUSD, onto: &byCoin[coin], count: columns.count, level)
      } else {
        ProfitColumns.add(
          moves, times: held.valueUSD, to: nil, into: &byCoin[coin], count: columns.count,
          padded: paddedCount, level)
        isBegun = true
      }
    }
    for block in positions.indices
    where coinOfBlock[block] == coin && !positions[block].rows.isEmpty {
      guard isBegun else {
        makeRow(of: coin)
        frame.blocks[block].portfolioProfit(
          level: level, rows: positions[block].rows,
          quantities: positions[block].quantities, into: &byCoin[coin])
        isBegun = true
        continue
      }
      makePart()
      frame.blocks[block].portfolioProfit(
        level: level, rows: positions[block].rows, quantities: positions[block].quantities,
        into: &part)
      ProfitColumns.add(part, onto: &byCoin[coin], count: columns.count, level)
    }
  }

  private mutating func addDifferences(
    of coin: Int, from near: DynamicStanding, _ row: [Double], in frame: RiskFrame
  ) {
    var changes: [(block: Int, rows: [Int32], quantities: [Double])] = []
    var changeCount = 0
    var heldCount = 0
    for block in positions.indices where coinOfBlock[block] == coin {
      let change = difference(
        of: block, from: near, rowCount: frame.blocks[block].instruments.count)
      heldCount += positions[block].rows.count
      changeCount += change.rows.count
      if !change.rows.isEmpty { changes.append((block, change.rows, change.quantities)) }
    }
    // As many differences as positions are no shorter way, and less exact.
    guard changeCount < max(1, heldCount) else { return sumAnew(coin, in: frame) }
    let assetChanges = near.differences(to: displaced, in: coin)
    guard changeCount > 0 || !assetChanges.isEmpty else {
      isKept[coin] = true
      return
    }
    var isBegun = false
    for change in assetChanges {
      guard let moves = assets[change.asset]?.moves else { continue }
      add(moves, times: change.valueUSD, to: isBegun ? nil : row, into: coin)
      isBegun = true
    }
    for change in changes {
      makePart()
      frame.blocks[change.block].portfolioProfit(
        level: level, rows: change.rows, quantities: change.quantities, into: &part)
      add(part, times: 1, to: isBegun ? nil : row, into: coin)
      isBegun = true
    }
  }

  /// Makes a coin's row of another and a multiple of a third, or adds to it.
  private mutating func add(
    _ added: [Double], times factor: Double, to base: [Double]?, into coin: Int
  ) {
    guard let base else {
      return ProfitColumns.add(
        added, times: factor, onto: &byCoin[coin], count: columns.count, level)
    }
    ProfitColumns.add(
      added, times: factor, to: base, into: &byCoin[coin], count: columns.count,
      padded: paddedCount, level)
  }

  /// Makes room for the profit of some positions.
  private mutating func makePart() {
    if part.isEmpty { part = [Double](repeating: 0, count: paddedCount) }
  }

  /// What an account holds more of in a block than one nearby, by row.
  private mutating func difference(
    of block: Int, from near: DynamicStanding, rowCount: Int
  ) -> (rows: [Int32], quantities: [Double]) {
    let own = positions[block]
    let held = near.positions[block]
    if own.rows == held.rows, own.quantities == held.quantities { return ([], []) }
    if differences.count < rowCount {
      differences += [Double](repeating: 0, count: rowCount - differences.count)
    }
    for place in held.rows.indices { differences[Int(held.rows[place])] -= held.quantities[place] }
    for place in own.rows.indices { differences[Int(own.rows[place])] += own.quantities[place] }
    var rows: [Int32] = []
    var quantities: [Double] = []
    for row in own.rows + held.rows where differences[Int(row)] != 0 {
      rows.append(row)
      quantities.append(differences[Int(row)])
      differences[Int(row)] = 0
    }
    return (rows, quantities)
  }
}
