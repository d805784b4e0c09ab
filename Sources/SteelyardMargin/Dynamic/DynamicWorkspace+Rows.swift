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
  mutating func sum(in frame: RiskFrame) {
    for block in positions.indices where !positions[block].rows.isEmpty {
      isHeld[coinOfBlock[block]] = true
    }
    for coin in isHeld.indices where isHeld[coin] { sum(coin, in: frame) }
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
        ProfitColumns.add(byCoin[coin], onto: &total, count: columns.count, level)
      } else {
        ProfitColumns.add(
          byCoin[coin], to: byCoin[begun], into: &total, count: columns.count,
          padded: columns.count, level)
        isBegun = true
      }
    }
  }

  /// Profit over all coins and assets; shape `[column]`.
  var totalRow: [Double] {
    var only: Int?
    for coin in isHeld.indices where isHeld[coin] {
      if only != nil { return total }
      only = coin
    }
    return only.map { byCoin[$0] } ?? [Double](repeating: 0, count: columns.count)
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
      ($0 < coins.count ? coins[$0] : nil, byCoin[$0])
    }
  }

  /// Makes room for a coin's row.
  mutating func makeRow(of coin: Int) {
    if byCoin[coin].isEmpty { byCoin[coin] = [Double](repeating: 0, count: paddedCount) }
  }

  private mutating func sum(_ coin: Int, in frame: RiskFrame) {
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

  /// Makes room for the profit of some positions.
  private mutating func makePart() {
    if part.isEmpty { part = [Double](repeating: 0, count: paddedCount) }
  }
}
