import SteelyardContracts
import SteelyardScenarios

/// How a holding becomes columns: assets, parts with their contracts, options that are net short.
extension ScreenBook {
  /// Balances, and assets in which futures settle.
  func addAssets(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: inout Account
  ) {
    for (asset, amount) in zip(rows.asset, rows.amount) {
      add(asset, amount, isBalance: true, &account)
    }
    for index in rows.instrument {
      let instrument = universe.instruments[Int(index)]
      guard !instrument.isOption, instrument.underlying.isInverse else { continue }
      let settlement = instrument.underlying.settlement
      if offset(of: settlement, account) == nil { add(settlement, 0, isBalance: false, &account) }
    }
  }

  private func add(
    _ asset: Currency, _ amount: Double, isBalance: Bool, _ account: inout Account
  ) {
    let name = placeOfAsset[asset] ?? Int32(assetNames.count)
    if name == assetNames.count {
      placeOfAsset[asset] = name
      assetNames.append(asset)
    }
    assets.append(Asset(name: name, position: -1, amount: amount, isBalance: isBalance))
    account.assetCount += 1
  }

  private func offset(of asset: Currency, _ account: Account) -> Int32? {
    (0..<account.assetCount).first {
      assetNames[Int(assets[Int(account.firstAsset + $0)].name)] == asset
    }
  }

  /// The positions, coin by coin, with the coin's assets behind its contracts.
  func addParts(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: Int, _ own: inout Account
  ) {
    let assetCount = screen.assets.count
    var position = 0
    // Rows are in the order of the coins' codes, as coins are; the place after the last is for assets that
    // belong to none.
    for coin in 0...screen.coins.count {
      var isBegun = false
      func begin() {
        guard !isBegun else { return }
        isBegun = true
        columns.beginPart(of: account)
        while parts.count < columns.positionStart.count {
          parts.append(Part(coin: Int32(coin), contractCount: 0))
        }
      }
      while position < rows.instrument.count {
        let index = Int(rows.instrument[position])
        let instrument = universe.instruments[index]
        if coin < screen.coins.count, instrument.underlying.base != screen.coins[coin] {
          if instrument.underlying.base > screen.coins[coin] { break }
          // A coin that the model does not know.
          own.needsFigures = own.needsFigures || rows.quantity[position] != 0
          position += 1
          continue
        }
        guard coin < screen.coins.count else {
          own.needsFigures = own.needsFigures || rows.quantity[position] != 0
          position += 1
          continue
        }
        if rows.quantity[position] != 0 {
          begin()
          columns.add(row: assetCount + index, quantity: rows.quantity[position])
          parts[parts.count - 1].contractCount += 1
          if !instrument.isOption { addFuture(instrument, rows.entryPrice[position], own) }
        }
        position += 1
      }
      for offset in 0..<own.assetCount {
        let place = Int(own.firstAsset + offset)
        guard let row = screen.rowOfAsset[assetNames[Int(assets[place].name)]],
          screen.assets[row].coin == coin
        else { continue }
        begin()
        assets[place].position = Int32(columns.row.count)
        columns.add(row: row, quantity: 0)
      }
    }
  }

  private func addFuture(_ instrument: Instrument, _ entryPrice: Double, _ account: Account) {
    let isInverse = instrument.underlying.isInverse
    futures.append(
      Future(
        entry: isInverse ? 1 / entryPrice : -entryPrice,
        settles: isInverse ? offset(of: instrument.underlying.settlement, account) ?? -1 : -1))
  }

  /// What is net short at the strikes of each underlying.
  func addShorts(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: inout Account
  ) {
    var strike: OptionTerms?
    var net = 0.0
    var short = 0.0
    var representative: Int32 = -1
    var underlying: Underlying?
    func endStrike() {
      short += max(0, -net)
      net = 0
    }
    func endUnderlying() {
      endStrike()
      if short > 0 {
        shorts.append(Short(index: representative, size: short))
        account.shortCount += 1
      }
      short = 0
      strike = nil
    }
    // Rows are in the order of underlying, expiry and strike.
    for (index, quantity) in zip(rows.instrument, rows.quantity) {
      let instrument = universe.instruments[Int(index)]
      guard let terms = instrument.optionTerms else { continue }
      if instrument.underlying != underlying {
        endUnderlying()
        underlying = instrument.underlying
        representative = index
      }
      if terms.expiry != strike?.expiry || terms.strike != strike?.strike {
        endStrike()
        strike = terms
      }
      net += quantity
    }
    endUnderlying()
  }
}
