import SteelyardScenarios

/// What a screen adds up of one account besides scenarios, in US dollars.
struct ScreenSums {
  var equity = 0.0
  var initialCountedEquity = 0.0
  var maintenanceCountedEquity = 0.0
  /// What these may differ by from those of `figures`, which adds in another order.
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
  /// The sum of all quantities, without signs, times `ScreenFrame.drift`.
  var drift = 0.0
  /// What another size of its assets than at the last measurement of its coins may make, at the most.
  var assetDrift = 0.0
  /// Rows that are added up for one scenario.
  var rowCount = 0
  var isComplete = true
  var isWithinLimits = true
  /// Whether only `figures` can evaluate the account.
  var needsFigures = false

  /// Share of what is added up by which two orders of adding may differ: 2^-53 for each of more terms
  /// than any account has.
  static let slackShare = 1e-11
}

/// What one part adds up to, in US dollars.
struct ScreenPartSums {
  /// |net delta| of the contracts.
  var deltaUSD = 0.0
  /// Of every option, for one volatility point.
  var vegaUSD = 0.0
  /// Net unrealised gain of its futures.
  var gain = 0.0
}

/// Adds up accounts of one book at the prices of one frame.
struct ScreenAdder {
  let book: ScreenBook.View
  let lines: UnsafeBufferPointer<ScreenLine>
  /// Empty where all prices are trusted.
  let oracles: UnsafeBufferPointer<ScreenOracle>
  /// By coin.
  let charges: UnsafeBufferPointer<ScreenCharges>
  /// By the book's names.
  let assets: UnsafeBufferPointer<ScreenAsset>
  let tiers: UnsafeBufferPointer<CollateralTier>
  let usdPerCoin: UnsafeBufferPointer<Double>
  let coinOfBlock: UnsafeBufferPointer<Int>
  /// Receives what each part adds up to; shape `[part]`.
  let parts: UnsafeMutableBufferPointer<ScreenPartSums>
  /// Receives the size of each asset in the scenarios, in US dollars; shape `[asset of the book]`.
  let sizes: UnsafeMutableBufferPointer<Double>
  let assetRows: Int
  let equity: EquityRule
  let assetsMax: Int

  /// The line of a contract.
  func line(of position: Int) -> UnsafePointer<ScreenLine> {
    // By pointer: a line is a cache line and a half, of which each loop reads a part.
    lines.baseAddress.unsafelyUnwrapped + (Int(book.columns.row[position]) - assetRows)
  }

  /// What an account is worth and is charged, but for the cost of closing.
  func sums(of account: Int) -> ScreenSums {
    var sums = ScreenSums()
    let own = book.accounts[account]
    sums.needsFigures = own.needsFigures
    addBalances(of: own, &sums)
    guard !sums.needsFigures else { return sums }
    var gross = abs(sums.equity)
    var future = Int(own.firstFuture)
    for part in book.columns.parts(of: account) {
      sums.rowCount += Int(book.columns.positionCount[part])
      let contracts = book.contracts(of: part)
      parts[part] = ScreenPartSums()
      guard !contracts.isEmpty else { continue }
      guard add(contracts, of: part, own, &future, &sums, &gross) else {
        sums.needsFigures = true
        return sums
      }
    }
    sums.maintenanceCountedEquity += sums.initialCountedEquity
    sums.charges.initial += sums.uncertain.initial
    sums.charges.maintenance += sums.uncertain.maintenance
    for place in Int(own.firstShort)..<Int(own.firstShort + own.shortCount) {
      let short = book.shorts[place]
      let block = Int(lines[Int(short.index)].block)
      guard block >= 0, coinOfBlock[block] >= 0 else { continue }
      sums.shortOptions +=
        charges[coinOfBlock[block]].shortOption * short.size * usdPerCoin[block]
    }
    addDisplaced(of: own, &sums)
    sums.slack = (gross + sums.magnitude) * ScreenSums.slackShare
    return sums
  }

  /// Adds the contracts of one part.
  ///
  /// - Returns: False where one of them has no line.
  private func add(
    _ contracts: Range<Int>, of part: Int, _ own: ScreenBook.Account, _ future: inout Int,
    _ sums: inout ScreenSums, _ gross: inout Double
  ) -> Bool {
    var delta = 0.0
    var vega = 0.0
    var worth = 0.0
    var counted = 0.0
    var magnitude = 0.0
    var drift = 0.0
    var futures = FutureRuns()
    for position in contracts {
      let line = line(of: position)
      guard line.pointee.block >= 0 else { return false }
      let quantity = book.columns.quantity[position]
      let size = abs(quantity)
      magnitude += size * line.pointee.largest
      drift += size * line.pointee.drift
      delta += quantity * line.pointee.delta
      if line.pointee.isOption {
        let value = quantity * line.pointee.worth
        worth += value
        gross += abs(value)
        counted += quantity * (quantity < 0 ? line.pointee.sold : line.pointee.held)
        vega += size * line.pointee.vega
      } else {
        futures.add(
          quantity * line.pointee.delta, block: line.pointee.block, expiry: line.pointee.expiry)
        addProfit(of: quantity, line, future, own, part, &sums, &gross)
        future += 1
      }
      if !oracles.isEmpty {
        let oracle = oracles[Int(book.columns.row[position]) - assetRows]
        let most = quantity < 0 ? oracle.sold : oracle.held
        sums.uncertain.initial += size * most.initial
        sums.uncertain.maintenance += size * most.maintenance
      }
    }
    futures.end()
    sums.equity += worth
    sums.initialCountedEquity += counted
    sums.magnitude += magnitude
    sums.drift += drift
    parts[part].deltaUSD = abs(delta)
    parts[part].vegaUSD = vega
    let rates = charges[Int(book.parts[part].coin)]
    sums.charges.initial +=
      rates.offsettingFutures.initial * futures.offsetting
      + rates.grossFutures.initial * futures.gross
    sums.charges.maintenance +=
      rates.offsettingFutures.maintenance * futures.offsetting
      + rates.grossFutures.maintenance * futures.gross
    return true
  }

  /// What balances are worth and count for; of maintenance, what counts beyond initial margin.
  private func addBalances(of own: ScreenBook.Account, _ sums: inout ScreenSums) {
    var held = 0
    for place in Int(own.firstAsset)..<Int(own.firstAsset + own.assetCount) {
      sizes[place] = 0
      let balance = book.assets[place]
      let asset = assets[Int(balance.name)]
      guard balance.amount != 0 else {
        // Even nothing of what has no price leaves figures incomplete.
        guard balance.isBalance, asset.price == nil else { continue }
        sums.needsFigures = true
        return
      }
      if balance.amount > 0 { held += 1 } else if !asset.mayBeOwed { sums.isWithinLimits = false }
      guard let count = asset.count(balance.amount, tiers: tiers) else {
        sums.needsFigures = true
        return
      }
      sums.equity += count.value
      sums.initialCountedEquity += count.initial
      sums.maintenanceCountedEquity += count.maintenance - count.initial
    }
    if held > assetsMax { sums.isWithinLimits = false }
  }

  /// Adds what a future has gained since entry, and remembers it as coins where it settles in them.
  private func addProfit(
    of quantity: Double, _ line: UnsafePointer<ScreenLine>, _ future: Int,
    _ own: ScreenBook.Account, _ part: Int, _ sums: inout ScreenSums, _ gross: inout Double
  ) {
    let entry = book.futures[future]
    guard !entry.entry.isNaN else { return }
    let unit = line.pointee.worth
    let profit = quantity * (line.pointee.held + entry.entry) * unit
    gross += abs(quantity * line.pointee.held * unit)
    let counted =
      line.pointee.sold.isNaN
      ? equity.counted(unrealised: profit)
      : CountedMark.counted(profit, stable: quantity * (line.pointee.sold + entry.entry) * unit)
    sums.equity += profit
    sums.initialCountedEquity += counted
    parts[part].gain += counted
    if entry.settles >= 0 { sizes[Int(own.firstAsset + entry.settles)] += profit }
  }

  /// The size of each asset in the scenarios, and what is charged where there are none.
  private func addDisplaced(of own: ScreenBook.Account, _ sums: inout ScreenSums) {
    for place in Int(own.firstAsset)..<Int(own.firstAsset + own.assetCount) {
      let balance = book.assets[place]
      let asset = assets[Int(balance.name)]
      if balance.amount != 0, !asset.isDollar, let price = asset.price {
        let value = balance.amount * price
        if value < 0 || asset.countedPrice != nil {
          if asset.isStressed {
            sizes[place] += value
          } else {
            sums.isComplete = false
            sums.unstressed += abs(value)
          }
        }
      }
      sums.magnitude += abs(sizes[place]) * asset.largest
      sums.assetDrift += abs(sizes[place] - balance.measuredSize) * asset.largest
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
