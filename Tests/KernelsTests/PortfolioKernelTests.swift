import SteelyardKernels
import TestSupport
import Testing

@Suite("Portfolio kernels")
struct PortfolioKernelTests {
  /// A packed matrix with accounts, and the plain matrix it was packed from.
  struct Book {
    let instrumentCount: Int
    let scenarioCount: Int
    var plain: [[Double]]
    var rowStart: [Int64] = [0]
    var instrument: [Int32] = []
    var quantity: [Double] = []

    init(instrumentCount: Int, scenarioCount: Int, positionCounts: [Int], seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      self.instrumentCount = instrumentCount
      self.scenarioCount = scenarioCount
      plain = (0..<instrumentCount).map { _ in
        (0..<scenarioCount).map { _ in Double.random(in: -1...1, using: &generator) }
      }
      for count in positionCounts {
        for _ in 0..<count {
          instrument.append(Int32.random(in: 0..<Int32(instrumentCount), using: &generator))
          quantity.append(Double.random(in: -5...5, using: &generator))
        }
        rowStart.append(Int64(instrument.count))
      }
    }

    var tileCount: Int { steelyard_tile_count(scenarioCount) }

    var packed: [Double] {
      var packed = [Double](
        repeating: 0, count: tileCount * instrumentCount * Int(STEELYARD_TILE_SCENARIOS))
      for instrument in 0..<instrumentCount {
        for scenario in 0..<scenarioCount {
          packed[steelyard_tile_index(instrumentCount, instrument, scenario)] =
            plain[instrument][scenario]
        }
      }
      return packed
    }

    func positions(_ account: Int) -> Range<Int> {
      Int(rowStart[account])..<Int(rowStart[account + 1])
    }

    func pnl(_ level: steelyard_kernel_level, account: Int) -> [Double] {
      let range = positions(account)
      var result = [Double](repeating: .nan, count: tileCount * Int(STEELYARD_TILE_SCENARIOS))
      steelyard_portfolio_pnl(
        level, tileCount, instrumentCount, packed, range.count, Array(instrument[range]),
        Array(quantity[range]), &result)
      return result
    }

    func worst(_ level: steelyard_kernel_level) -> (pnl: [Double], scenario: [Int64]) {
      let count = rowStart.count - 1
      var pnl = [Double](repeating: 7, count: count)
      var scenario = [Int64](repeating: 7, count: count)
      steelyard_portfolio_worst_loss(
        level, scenarioCount, instrumentCount, packed, count, rowStart, instrument, quantity,
        &pnl, &scenario)
      return (pnl, scenario)
    }
  }

  @Test("P&L is quantities times the matrix; padding is zero", arguments: availableLevels)
  func profitAndLoss(level: steelyard_kernel_level) {
    let seed: UInt64 = 20_269
    print("seed \(seed)")
    let book = Book(
      instrumentCount: 37, scenarioCount: 150, positionCounts: [0, 1, 20, 33], seed: seed)
    for account in 0..<4 {
      let got = book.pnl(level, account: account)
      for scenario in 0..<book.scenarioCount {
        let expected = book.positions(account).reduce(0.0) {
          $0 + book.quantity[$1] * book.plain[Int(book.instrument[$1])][scenario]
        }
        expectClose(expected: expected, got: got[scenario], .absolute(1e-13))
      }
      #expect(got.dropFirst(book.scenarioCount).allSatisfy { $0 == 0 })
    }
  }

  @Test("many accounts at once: the bits of each by itself", arguments: availableLevels)
  func manyAccounts(level: steelyard_kernel_level) {
    let book = Book(
      instrumentCount: 29, scenarioCount: 200, positionCounts: [0, 3, 20, 1, 41], seed: 77)
    let padded = book.tileCount * Int(STEELYARD_TILE_SCENARIOS)
    var all = [Double](repeating: .nan, count: 5 * padded)
    steelyard_portfolios_pnl(
      level, book.tileCount, book.instrumentCount, book.packed, 5, book.rowStart, book.instrument,
      book.quantity, &all)
    for account in 0..<5 {
      #expect(
        Array(all[account * padded..<(account + 1) * padded]).bits
          == book.pnl(level, account: account).bits)
    }
  }

  @Test(
    "worst loss is the minimum of the P&L to the bit, at its lowest scenario",
    arguments: availableLevels, [1, 15, 16, 17, 63, 64, 65, 128, 200])
  func worstLoss(level: steelyard_kernel_level, scenarioCount: Int) throws {
    let book = Book(
      instrumentCount: 23, scenarioCount: scenarioCount, positionCounts: [3, 0, 20, 1, 7],
      seed: 20_270)
    let worst = book.worst(level)
    for account in 0..<5 {
      let pnl = book.pnl(level, account: account).prefix(scenarioCount)
      let least = try #require(pnl.min())
      #expect(worst.pnl[account].bitPattern == least.bitPattern)
      let first = try #require(pnl.firstIndex(of: least))
      #expect(worst.scenario[account] == Int64(first))
    }
  }

  @Test("a gain in every scenario is not hidden by padding", arguments: availableLevels)
  func gain(level: steelyard_kernel_level) {
    var book = Book(instrumentCount: 1, scenarioCount: 70, positionCounts: [1], seed: 1)
    book.plain = [(0..<70).map { 5 + abs(Double($0) - 66) }]
    book.quantity = [2]
    let worst = book.worst(level)
    #expect(worst.pnl == [10] && worst.scenario == [66])
  }

  @Test("the same bits in any batch; AVX2 and AVX-512 agree", arguments: availableLevels)
  func batches(level: steelyard_kernel_level) {
    let book = Book(
      instrumentCount: 50, scenarioCount: 333,
      positionCounts: (0..<40).map { ($0 * 7) % 23 }, seed: 20_271)
    let all = book.worst(level)
    for account in 0..<40 {
      var single = book
      single.rowStart = [book.rowStart[account], book.rowStart[account + 1]]
      let alone = single.worst(level)
      #expect(alone.pnl[0].bitPattern == all.pnl[account].bitPattern)
      #expect(alone.scenario[0] == all.scenario[account])
    }
    if level.rawValue > 0 {
      #expect(book.worst(availableLevels[1]).pnl.bits == all.pnl.bits)
    }
  }

  @Test("NaN is worst, in its account alone", arguments: availableLevels)
  func notANumber(level: steelyard_kernel_level) {
    for scenario in [0, 5, 64, 99, 129] {
      var book = Book(
        instrumentCount: 3, scenarioCount: 130, positionCounts: [1, 1, 1], seed: 20_272)
      book.instrument = [0, 1, 2]
      let clean = book.worst(level)
      book.plain[1][scenario] = .nan
      let worst = book.worst(level)
      #expect(worst.pnl[1].isNaN && worst.scenario[1] == Int64(scenario))
      #expect(worst.pnl[0] == clean.pnl[0] && worst.pnl[2] == clean.pnl[2])
    }
  }
}
