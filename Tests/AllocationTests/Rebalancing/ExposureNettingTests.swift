import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import Testing

@Suite("Netting over accounts")
struct ExposureNettingTests {
  @Test(
    "by hand: three buyers share what one seller gives in proportion, the odd lot to the largest part cut off"
  )
  func byHand() throws {
    // 10 crossed over 7, 5 and 4: 4.375, 3.125 and 2.5, whole lots 4, 3 and 2, and one more to the 0.5.
    let netting = try ExposureNetting([7, -10, 5, 4])
    #expect(netting.crossed == [4, -10, 3, 3])
    #expect(netting.market == [3, 0, 2, 1])
    #expect(netting.crossedLots == 10 && netting.marketLots == 6)
  }

  @Test("all on one side go to the market, equal sides cross whole")
  func ends() throws {
    #expect(try ExposureNetting([3, 0, 4]).market == [3, 0, 4])
    #expect(try ExposureNetting([-3, -4]).crossed == [0, 0])
    let equal = try ExposureNetting([6, -2, -4])
    #expect(equal.crossed == [6, -2, -4] && equal.market == [0, 0, 0])
    #expect(try ExposureNetting([]).marketLots == 0)
    #expect(throws: SteelyardError.self) { try ExposureNetting([ExposureNetting.lotsMax + 1]) }
  }

  @Test(
    "crossings sum to nothing, parts to what was wanted, and nobody trades both ways",
    arguments: 0..<200)
  func conserved(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = 1 + Int(random.next() % 9)
    let wanted = (0..<count).map { _ in
      Int64(random.next() % 2_000_003) - 1_000_001
    }
    let netting = try ExposureNetting(wanted)
    #expect(netting.crossed.reduce(0, +) == 0)
    #expect(zip(netting.crossed, netting.market).map { $0 + $1 } == wanted)
    #expect(netting.marketLots == wanted.reduce(0, +))
    #expect(netting.market.allSatisfy { $0 >= 0 } || netting.market.allSatisfy { $0 <= 0 })
    for (lots, crossed) in zip(wanted, netting.crossed) {
      #expect(abs(crossed) <= abs(lots) && crossed * lots >= 0)
    }
    // In proportion to within a lot.
    let side = netting.marketLots >= 0 ? 1.0 : -1.0
    let whole = wanted.reduce(0.0) { $0 + max(0, side * Double($1)) }
    for (lots, crossed) in zip(wanted, netting.crossed) where side * Double(lots) > 0 {
      #expect(
        abs(Double(abs(crossed)) - Double(abs(lots)) / whole * Double(netting.crossedLots)) <= 1)
    }
  }
}
