import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Who pays a loss")
struct LossWaterfallTests {
  private static func waterfall(
    fee: Int64 = 50, fund: Int64 = 300, deleveraging: Int64 = 200,
    socialised: Int64 = 300
  ) throws -> LossWaterfall {
    try LossWaterfall(
      fee: Amount(fee), fund: Amount(fund), deleveraging: Amount(deleveraging),
      socialised: Amount(socialised))
  }

  @Test("1,000 over a fee of 50, a fund of 300, 200 and 300: 150 are nobody's")
  func worked() throws {
    let outcome = try Self.waterfall().outcome(of: Amount(1000))
    #expect(outcome.parts.map(\.paid) == [50, 300, 200, 300].map { Amount($0) })
    #expect(outcome.parts.map(\.left) == [950, 650, 450, 150].map { Amount($0) })
    #expect(outcome.uncovered == Amount(150))
    #expect(outcome.paid(by: .insuranceFund) == Amount(300))
    #expect(outcome.parts[1].reason == "It pays the 300 that it can; 950 were asked for.")
  }

  @Test("a small loss ends at the fund, and the next layers are not asked")
  func small() throws {
    let outcome = try Self.waterfall().outcome(of: Amount(120))
    #expect(outcome.parts.map(\.paid) == [50, 70, 0, 0].map { Amount($0) })
    #expect(
      outcome.parts.map(\.reason) == [
        "It pays the 50 that it can; 120 were asked for.",
        "It pays all of 70, of the 300 that it can.", "Nothing is left to pay.",
        "Nothing is left to pay.",
      ])
  }

  @Test("a fund that owes pays nothing")
  func emptyFund() throws {
    let outcome = try Self.waterfall(fund: -10).outcome(of: Amount(120))
    #expect(outcome.paid(by: .insuranceFund) == .zero)
    #expect(outcome.parts[1].reason == "It has nothing; 70 goes on.")
  }

  @Test(
    "in any order and of any size the parts and the rest are the loss, and no layer pays beyond its own"
  )
  func random() throws {
    var generator = SeededGenerator(seed: 47)
    for _ in 0..<2000 {
      let capacities = LossWaterfall.Layer.allCases.shuffled(using: &generator).map {
        LossWaterfall.Capacity($0, Amount(units: Int128(generator.next() >> 4) * 1_234_567))
      }
      let loss = Amount(units: Int128(generator.next() >> 2) * 1_000_003)
      let outcome = try LossWaterfall(capacities).outcome(of: loss)
      #expect(outcome.parts.map(\.paid.units).reduce(outcome.uncovered.units, +) == loss.units)
      for (part, capacity) in zip(outcome.parts, capacities) {
        #expect(part.paid <= capacity.amount && part.layer == capacity.layer)
        // The next is asked only where this one has nothing left.
        #expect(part.left.isZero || part.paid == capacity.amount)
      }
    }
  }

  @Test("losses and layers that can't be")
  func refusals() throws {
    func refuse(_ body: () throws -> Void) {
      #expect { try body() } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
    refuse { _ = try Self.waterfall().outcome(of: Amount(-1)) }
    refuse { _ = try Self.waterfall(fee: -1) }
    let capacity = LossWaterfall.Capacity(.insuranceFund, .one)
    refuse { _ = try LossWaterfall([capacity, capacity]) }
  }
}
