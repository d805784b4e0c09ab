import SteelyardScenarios

/// What a screen adds up of one account besides scenarios, in US dollars.
struct ScreenSums {
  var equity = 0.0
  var initialCountedEquity = 0.0
  var maintenanceCountedEquity = 0.0
  /// What sums of these may differ from those of `figures` by, which adds in another order.
  var slack = 0.0
  /// Charges, at the most.
  var charges = ScreenCharges.Rates()
  /// What of the charges may be too much.
  var uncertain = ScreenCharges.Rates()
  /// What is charged beside the requirement: balances that nothing stresses.
  var unstressed = 0.0
  /// The least for options that are net short.
  var shortOptions = 0.0
  /// The sum of all quantities times the largest P&L of a unit, without signs: what rounding is a share of.
  var magnitude = 0.0
  /// Rows that are added up for one scenario.
  var rowCount = 0
  var isComplete = true
  var isWithinLimits = true
  /// Whether only `figures` can evaluate the account.
  var needsFigures = false

  /// Share of the sizes that are added up by which two orders of adding may differ: 2^-53 times more terms than
  /// any account has.
  static let slackShare = 1e-11
}

extension ScreenFrame {
  /// Adds up what an account is worth, and the sizes of its parts.
  ///
  /// - Parameters:
  ///   - assets: The assets of the book at the frame's prices.
  ///   - values: Receives what assets are worth in the scenarios' unit, by position of the columns.
  func sums(
    of account: Int, in book: ScreenBook, assets: [ScreenAsset], gains: inout [Double],
    values: inout [(position: Int32, usd: Double)], scratch: inout [Double]
  ) -> ScreenSums {
    var sums = ScreenSums()
    let own = book.accounts[account]
    sums.needsFigures = own.needsFigures
    addBalances(of: own, in: book, assets, &sums, &scratch)
    guard !sums.needsFigures else { return sums }
    var gross = abs(sums.equity)
    var future = Int(own.firstFuture)
    let assetRows = screen.assets.count
    for part in book.columns.parts(of: account) {
      let positions = book.columns.positions(of: part)
      let contracts = Int(book.parts[part].contractCount)
      sums.rowCount += positions.count
      gains[part] = 0
      guard contracts > 0 else { continue }
      let charges = screen.charges[Int(book.parts[part].coin)]
      var delta = 0.0
      var vega = 0.0
      var futures = FutureRuns()
      for position in positions.lowerBound..<positions.lowerBound + contracts {
        let index = Int(book.columns.row[position]) - assetRows
        let line = lines[index]
        let quantity = book.columns.quantity[position]
        guard line.block >= 0 else {
          sums.needsFigures = true
          return sums
        }
        let size = abs(quantity)
        sums.magnitude += size * line.largest
        delta += quantity * line.delta
        if line.isOption {
          let worth = quantity * line.worth
          sums.equity += worth
          gross += abs(worth)
          sums.initialCountedEquity += quantity * (quantity < 0 ? line.sold : line.held)
          vega += size * line.vega
        } else {
          futures.add(quantity * line.delta, block: line.block, expiry: line.expiry)
          let entry = book.futures[future]
          future += 1
          addProfit(of: quantity, line, entry, own, &sums, &gross, &gains[part], &scratch)
        }
        if !oracles.isEmpty {
          let most = quantity < 0 ? oracles[index].sold : oracles[index].held
          sums.uncertain.initial += size * most.initial
          sums.uncertain.maintenance += size * most.maintenance
        }
      }
      futures.end()
      book.parts[part].deltaUSD = abs(delta)
      book.parts[part].vegaUSD = vega
      sums.charges.initial +=
        charges.offsettingFutures.initial * futures.offsetting
        + charges.grossFutures.initial * futures.gross
      sums.charges.maintenance +=
        charges.offsettingFutures.maintenance * futures.offsetting
        + charges.grossFutures.maintenance * futures.gross
    }
    sums.maintenanceCountedEquity += sums.initialCountedEquity
    sums.charges.initial += sums.uncertain.initial
    sums.charges.maintenance += sums.uncertain.maintenance
    for short in book.shorts[Int(own.firstShort)..<Int(own.firstShort + own.shortCount)] {
      let block = Int(lines[Int(short.index)].block)
      guard block >= 0, let coin = coinOfBlock[block] else { continue }
      sums.shortOptions += screen.charges[coin].shortOption * short.size * usdPerCoin[block]
    }
    addDisplaced(of: own, in: book, assets, &sums, &values, scratch)
    gross += sums.magnitude
    sums.slack = gross * ScreenSums.slackShare
    return sums
  }

  /// What balances are worth and count for; `scratch` receives zero for each asset.
  private func addBalances(
    of own: ScreenBook.Account, in book: ScreenBook, _ assets: [ScreenAsset],
    _ sums: inout ScreenSums, _ scratch: inout [Double]
  ) {
    var held = 0
    // What counts for maintenance beyond what counts for initial margin; contracts count alike.
    for offset in 0..<Int(own.assetCount) {
      let balance = book.assets[Int(own.firstAsset) + offset]
      if scratch.count <= offset { scratch.append(0) }
      scratch[offset] = 0
      guard balance.amount != 0 else { continue }
      let asset = assets[Int(balance.name)]
      if balance.amount > 0 { held += 1 } else if !asset.mayBeOwed { sums.isWithinLimits = false }
      guard let count = asset.count(balance.amount) else {
        sums.needsFigures = true
        return
      }
      sums.equity += count.value
      sums.initialCountedEquity += count.initial
      sums.maintenanceCountedEquity += count.maintenance - count.initial
    }
    if let most = screen.specification.collateral.assetsMax, held > most {
      sums.isWithinLimits = false
    }
  }

  /// Adds what a future has gained since entry, and remembers it as coins where it settles in them.
  private func addProfit(
    of quantity: Double, _ line: ScreenLine, _ entry: ScreenBook.Future,
    _ own: ScreenBook.Account, _ sums: inout ScreenSums, _ gross: inout Double,
    _ gain: inout Double, _ scratch: inout [Double]
  ) {
    guard !entry.entry.isNaN else { return }
    let profit = quantity * (line.held + entry.entry) * line.worth
    gross += abs(quantity * line.held * line.worth)
    let counted: Double
    if line.sold.isNaN {
      counted = screen.specification.equity.counted(unrealised: profit)
    } else {
      counted = CountedMark.counted(
        profit, stable: quantity * (line.sold + entry.entry) * line.worth)
    }
    sums.equity += profit
    sums.initialCountedEquity += counted
    gain += counted
    if entry.settles >= 0 { scratch[Int(entry.settles)] += profit }
  }

  /// The size of each asset in the scenarios, and what is charged where there are none.
  private func addDisplaced(
    of own: ScreenBook.Account, in book: ScreenBook, _ assets: [ScreenAsset],
    _ sums: inout ScreenSums, _ values: inout [(position: Int32, usd: Double)],
    _ profits: [Double]
  ) {
    for offset in 0..<Int(own.assetCount) {
      let balance = book.assets[Int(own.firstAsset) + offset]
      let asset = assets[Int(balance.name)]
      var value = 0.0
      if balance.amount != 0, !asset.isDollar, let price = asset.price {
        let own = balance.amount * price
        if own < 0 || asset.countedPrice != nil {
          if asset.isStressed {
            value = own
          } else {
            sums.isComplete = false
            sums.unstressed += abs(own)
          }
        }
      }
      guard balance.position >= 0 else { continue }
      value += profits[offset]
      sums.magnitude += abs(value) * asset.largest
      values.append((balance.position, value))
    }
  }
}

/// What offsets between the expiries of each block, of futures in the order of blocks and expiries.
private struct FutureRuns {
  /// Over all blocks: the smaller of the long and the short side.
  private(set) var offsetting = 0.0
  private(set) var gross = 0.0
  private var block: Int32 = -1
  private var expiry: Int32 = -1
  private var net = 0.0
  private var long = 0.0
  private var short = 0.0

  mutating func add(_ delta: Double, block: Int32, expiry: Int32) {
    if block != self.block {
      endBlock()
      self.block = block
      self.expiry = expiry
    } else if expiry != self.expiry {
      endExpiry()
      self.expiry = expiry
    }
    net += delta
    gross += abs(delta)
  }

  mutating func end() { endBlock() }

  private mutating func endExpiry() {
    if net > 0 { long += net } else { short -= net }
    net = 0
  }

  private mutating func endBlock() {
    endExpiry()
    offsetting += min(long, short)
    long = 0
    short = 0
  }
}
