import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
package import SteelyardScenarios

/// A risk frame as a screen reads it: the matrix in single precision, and one line of numbers for each
/// instrument.
package final class ScreenFrame: Sendable {
  /// The frame.
  package let frame: RiskFrame
  let screen: DynamicScreen
  let matrix: ScreenMatrix
  /// By universe index.
  let lines: [ScreenLine]
  /// What prices that are not trusted cost, by universe index; empty where all are trusted.
  let oracles: [ScreenOracle]
  /// US dollars of one coin, by block.
  let usdPerCoin: [Double]
  /// The coin of each block; -1 where the model has none.
  let coinOfBlock: [Int]
  /// The largest P&L of one unit without its sign, by row of the matrix.
  let largest: [Double]
  /// What P&L of one unit has changed by, summed up over all frames since `history` began; by row of the matrix.
  let drift: [Double]
  /// Frames of the same history have a drift in common.
  let history: ScreenHistory
  /// Rows that one piece of work writes at the least.
  private static let rowsAtOnce = 32

  /// A frame from a risk frame of the same model.
  ///
  /// - Parameters:
  ///   - last: The frame before, which must not be read any more: its matrix is written anew where it has
  ///     room, but for the blocks that both have.
  ///   - sharing: Who writes it.
  package init(
    _ frame: RiskFrame, _ screen: DynamicScreen, after last: ScreenFrame? = nil,
    sharing: WorkSharing = .callerAlone
  ) {
    self.frame = frame
    self.screen = screen
    let assetCount = screen.assets.count
    let rowCount = assetCount + frame.prices.count
    let kept = last.flatMap {
      $0.matrix.rowCount == rowCount && $0.matrix.layout == screen.layout ? $0 : nil
    }
    let matrix = kept?.matrix ?? ScreenMatrix(screen.layout, rowCount: rowCount)
    var largest = kept?.largest ?? [Double](repeating: 0, count: rowCount)
    var drift = kept?.drift ?? [Double](repeating: 0, count: rowCount)
    var history = kept?.history ?? ScreenHistory()
    if kept == nil {
      for (row, entry) in screen.assets.enumerated() {
        largest[row] = matrix.pack(moves: entry.moves, row: row)
      }
    }
    var rows = frame.blocks.map { [Int](repeating: 0, count: $0.instruments.count) }
    for index in frame.prices.indices where frame.blockIndex[index] >= 0 {
      rows[Int(frame.blockIndex[index])][Int(frame.rowIndex[index])] = assetCount + index
    }
    var pieces: [(block: Int, instruments: Range<Int>)] = []
    for (place, block) in frame.blocks.enumerated()
    where kept?.frame.blocks.contains(where: { $0.sharesNumbers(with: block) }) != true {
      pieces += sharing.pieces(of: block.instruments.count, atLeast: ScreenFrame.rowsAtOnce)
        .map { (place, $0) }
    }
    let found = sharing.map(pieces) { [rows] piece in
      matrix.pack(frame.blocks[piece.block], piece.instruments, rows: rows[piece.block])
    }
    for (piece, values) in zip(pieces, found) {
      for (instrument, value) in zip(piece.instruments, values) {
        let row = rows[piece.block][instrument]
        largest[row] = value.largest
        if kept != nil { drift[row] += value.drift }
        guard drift[row].isFinite else {
          // Of what has no P&L, no drift is known: everybody begins anew.
          drift[row] = 0
          history = ScreenHistory()
          continue
        }
      }
    }
    self.largest = largest
    self.drift = drift
    self.history = history
    self.matrix = matrix
    usdPerCoin = frame.blockColumns.map(\.usdPerCoin)
    coinOfBlock = frame.blockColumns.map { screen.coins.firstIndex(of: $0.underlying.base) ?? -1 }
    lines = frame.prices.indices.map { index in
      var line = ScreenLine(index, in: frame, screen, largest: largest[assetCount + index])
      line.drift = drift[assetCount + index]
      return line
    }
    let oracles = frame.prices.indices.map { ScreenOracle($0, in: frame, screen) }
    self.oracles = oracles.contains { !$0.isNothing } ? oracles : []
  }

  /// Bytes of the matrix.
  package var byteCount: Int { matrix.byteCount }
}

/// What a screen reads of one instrument, in US dollars for one unit; one cache line and a half.
struct ScreenLine: Sendable {
  /// Worth of an option; US dollars for one unit of settlement currency of anything else.
  var worth = 0.0
  /// What an option counts for where it is held; the part of a future's profit that its mark makes.
  var held = 0.0
  /// What an option counts for where it is sold; as `held` at the stable mark, NaN where there is none.
  var sold = 0.0
  /// Change with one US dollar's worth of the coin.
  var delta = 0.0
  /// For one volatility point, without its sign.
  var vega = 0.0
  /// What the scenarios leave of an option at the least.
  var leastWorth = 0.0
  /// The largest P&L of any scenario, without its sign.
  var largest = 0.0
  /// `ScreenFrame.drift`.
  var drift = 0.0
  /// The block, or -1 where the model has none: then only `figures` can tell.
  var block: Int32 = -1
  /// The expiry's place in the block.
  var expiry: Int32 = 0
  var isOption = false
  /// Whether the unit is profit in coins.
  var isInverse = false

  init(_ index: Int, in frame: RiskFrame, _ screen: DynamicScreen, largest: Double) {
    self.largest = largest
    guard let priced = frame.prices[index], !frame.isLeftOut(index), frame.blockIndex[index] >= 0
    else { return }
    let columns = frame.blockColumns[Int(frame.blockIndex[index])]
    let row = Int(frame.rowIndex[index])
    guard screen.coins.contains(columns.underlying.base) else { return }
    if case .barrierOption = priced.instrument.product { return }
    block = frame.blockIndex[index]
    expiry = Int32(columns.expiry[row])
    isOption = priced.instrument.isOption
    isInverse = priced.instrument.underlying.isInverse
    delta = columns.delta[row] * columns.usdPerCoin
    let settlement = frame.settlementUSD(of: index)
    let mark = frame.countedMarks.isEmpty ? nil : frame.countedMarks[index]
    if isOption {
      vega = columns.vegaUSD(row)
      leastWorth = columns.leastWorth[row]
      worth = priced.value * settlement
      let counted = screen.specification.equity.countsOptionValue ? worth : 0
      held = mark.map { $0.held * settlement } ?? counted
      sold = mark.map { $0.sold * settlement } ?? counted
    } else {
      worth = settlement
      held = isInverse ? -1 / priced.price : priced.price
      let stable = mark?.stablePrice
      sold = stable.map { isInverse ? -1 / $0 : $0 } ?? .nan
    }
  }
}

/// What a unit of an instrument is charged for prices that are not trusted, in US dollars, at the most.
struct ScreenOracle: Sendable {
  var held = ScreenCharges.Rates()
  var sold = ScreenCharges.Rates()

  var isNothing: Bool {
    held.initial == 0 && held.maintenance == 0 && sold.initial == 0 && sold.maintenance == 0
  }

  init(_ index: Int, in frame: RiskFrame, _ screen: DynamicScreen) {
    let block = Int(frame.blockIndex[index])
    guard block >= 0 else { return }
    let columns = frame.blockColumns[block]
    let row = Int(frame.rowIndex[index])
    guard let coin = screen.coins.firstIndex(of: columns.underlying.base) else { return }
    for applied in screen.specification.charges[screen.coins[coin]] {
      guard case .oracle(let charge) = applied.charge else { continue }
      let cost = charge.mostForUnit(of: row, columns) * columns.usdPerCoin
      sold.add(cost, applied.appliesTo)
      if !columns.isOption[row] || charge.options == .gross { held.add(cost, applied.appliesTo) }
    }
  }
}

extension OracleCharge {
  /// The most that one unit of a row is charged, in coins: as if a perpetual were held beside it.
  func mostForUnit(of row: Int, _ columns: BlockColumns) -> Double {
    let isOption = columns.isOption[row]
    guard let threshold = isOption ? optionsThreshold : futuresThreshold else { return 0 }
    let own = columns.expiryConfidence[columns.expiry[row]]
    var confidences = [columns.indexConfidence]
    if !isOption {
      confidences.append(columns.expiry[row] == 0 ? columns.perpetualConfidence : own.forward)
    } else {
      confidences += [own.forward, own.volatility]
      if perpetualConfidence == .futuresAndOptions {
        confidences.append(columns.perpetualConfidence)
      }
      if rateConfidence == .counted { confidences.append(own.rate) }
    }
    let lowest = confidences.compactMap(\.self).min() ?? Amount(1)
    guard lowest < threshold.amount else { return 0 }
    return (1 - lowest.doubleValue) * rate * (isOption ? 1 : abs(columns.size[row]))
  }
}
