import SteelyardContracts
import SteelyardScenarios

/// How a holding becomes columns: assets, parts with their contracts, options that are net short.
extension ScreenBook {
  /// Balances, and assets in which futures settle.
  func addAssets(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: inout Account
  ) {
    for balance in rows.balances { add(balance.asset, balance.amount, isBalance: true, &account) }
    for row in rows.rows {
      let instrument = universe.instruments[Int(row.instrument)]
      guard !instrument.isOption, instrument.underlying.isInverse else { continue }
      let settlement = instrument.underlying.settlement
      if offset(of: settlement, account) == nil { add(settlement, 0, isBalance: false, &account) }
    }
  }

  private func add(
    _ asset: Currency, _ amount: Double, isBalance: Bool, _ account: inout Account
  ) {
    let name = placeOfAsset[asset] ?? UInt16(assetNames.count)
    if name == assetNames.count {
      placeOfAsset[asset] = name
      assetNames.append(asset)
    }
    assets.append(Asset(amount: amount, position: -1, name: name, isBalance: isBalance))
    account.assetCount += 1
  }

  private func offset(of asset: Currency, _ account: Account) -> Int32? {
    (0..<account.assetCount).first {
      assetNames[Int(assets[Int(account.firstAsset + $0)].name)] == asset
    }
  }

  /// The positions, coin by coin, with the coin's assets behind its contracts; then the coins of which nothing is
  /// held but one asset.
  func addParts(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: Int, _ own: inout Account
  ) {
    var alone: [(asset: Int, row: Int)] = []
    var position = 0
    // Rows are in the order of the coins' codes, as coins are; the place after the last is for assets that
    // belong to none.
    for coin in 0...screen.coins.count {
      let first = columns.row.count
      func begin() {
        guard columns.row.count == first else { return }
        beginPart(of: account, coin: coin, .curved)
      }
      while position < rows.count {
        let row = rows.rows[position]
        let instrument = universe.instruments[Int(row.instrument)]
        if coin < screen.coins.count, instrument.underlying.base > screen.coins[coin] { break }
        position += 1
        guard row.quantity != 0 else { continue }
        guard coin < screen.coins.count, instrument.underlying.base == screen.coins[coin] else {
          // A coin that the model does not know.
          own.needsFigures = true
          continue
        }
        begin()
        columns.add(row: screen.assets.count + Int(row.instrument), quantity: row.quantity)
        parts[parts.count - 1].contractCount += 1
        if !instrument.isOption { addFuture(instrument, row.entryPrice, own) }
      }
      let held = (Int(own.firstAsset)..<assets.count).filter { place in
        row(of: place).map { screen.assets[$0].coin == coin } ?? false
      }
      if held.count == 1, columns.row.count == first, let row = row(of: held[0]) {
        alone.append((held[0], row))
        continue
      }
      for place in held {
        guard let row = row(of: place) else { continue }
        begin()
        add(place, row)
      }
    }
    for (asset, row) in alone {
      beginPart(of: account, coin: screen.assets[row].coin, .linear)
      add(asset, row)
    }
  }

  /// The matrix row of an account's asset; nil where scenarios do not move it.
  private func row(of asset: Int) -> Int? { screen.rowOfAsset[assetNames[Int(assets[asset].name)]] }

  private func beginPart(of account: Int, coin: Int, _ shape: ScreenColumns.Shape) {
    columns.beginPart(of: account, shape)
    while parts.count < columns.positionStart.count {
      parts.append(Part(coin: Int32(coin), contractCount: 0))
    }
  }

  /// A position for an asset, whose size changes with its price.
  private func add(_ asset: Int, _ row: Int) {
    assets[asset].position = Int32(columns.row.count)
    columns.add(row: row, quantity: 0)
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
    for row in rows.rows {
      let instrument = universe.instruments[Int(row.instrument)]
      guard let terms = instrument.optionTerms else { continue }
      if instrument.underlying != underlying {
        endUnderlying()
        underlying = instrument.underlying
        representative = row.instrument
      }
      if terms.expiry != strike?.expiry || terms.strike != strike?.strike {
        endStrike()
        strike = terms
      }
      net += row.quantity
    }
    endUnderlying()
  }
}
