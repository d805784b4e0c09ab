import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Auctions of accounts that are worth something")
struct SolventAuctionTests {
  private let start = Timestamp(milliseconds: 0)

  private func amount(_ text: String) throws -> Amount { try Amount(parsing: text) }

  @Test("the largest share restores the buffered margin, and not more")
  func restores() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<200 {
      let value = Amount(Int64.random(in: 100...10_000, using: &generator))
      let excess = Amount(-Int64.random(in: 1...20_000, using: &generator))
      let elapsed = Int64.random(in: 0...7000, using: &generator)
      var auction = SolventAuction(terms: try AuctionTermsTests.terms(), start: start)
      let time = start.advanced(bySeconds: elapsed)
      let standing = AuctionStanding(value: value, excess: excess)
      let fill = try auction.bid(for: .one, priceMax: nil, standing, at: time)
      #expect(fill.ends && fill.share > .zero && fill.share < .one)
      // What is left: a share of everything less the share sold, and the payment.
      let left = 1 - fill.share.doubleValue
      let payment = fill.payment.doubleValue
      let valueAfter = value.doubleValue * left + payment
      let excessAfter = excess.doubleValue * left + payment
      let buffered = excessAfter + (excessAfter - valueAfter) * 0.1
      expectClose(expected: 0, got: buffered / value.doubleValue, .absolute(1e-12))
    }
  }

  @Test("what bidders paid in is not sold again")
  func reserved() throws {
    let standing = AuctionStanding(value: Amount(1000), excess: Amount(-500))
    var auction = SolventAuction(terms: try AuctionTermsTests.terms(), start: start)
    let first = try auction.bid(for: amount("0.1"), priceMax: nil, standing, at: start)
    #expect(first.payment == Amount(100) && !first.ends)
    #expect(auction.reserved == Amount(100))
    #expect(try auction.price(standing, at: start) == Amount(900))
  }

  @Test("a price above the bidder's limit, a share out of range and a healthy account are refused")
  func refused() throws {
    let standing = AuctionStanding(value: Amount(1000), excess: Amount(-500))
    let healthy = AuctionStanding(value: Amount(1000), excess: Amount(500))
    let empty = AuctionStanding(value: .zero, excess: Amount(-500))
    for (share, most, now, code) in [
      (Amount.one, Amount(1), standing, SteelyardError.Code.notAllowed),
      (.zero, Amount(1000), standing, .invalidInput),
      (Amount(2), Amount(1000), standing, .invalidInput),
      (.one, Amount(1000), healthy, .notAllowed), (.one, Amount(1000), empty, .notAllowed),
    ] {
      var auction = SolventAuction(terms: try AuctionTermsTests.terms(), start: start)
      let error = #expect(throws: SteelyardError.self) {
        try auction.bid(for: share, priceMax: most, now, at: start)
      }
      #expect(error?.code == code)
      #expect(auction.reserved == .zero)
    }
  }

  @Test("the fee is a share of what the first largest bid would be worth")
  func fee() throws {
    let auction = SolventAuction(terms: try AuctionTermsTests.terms(fee: "0.02"), start: start)
    // Lacking (-100 + (-100 - 300) x 0.1) = -140 of -140 - 300: a share of 140/440.
    let standing = AuctionStanding(value: Amount(300), excess: Amount(-100))
    expectClose(
      expected: 140.0 / 440 * 300 * 0.02, got: try auction.fee(standing).doubleValue,
      .relative(1e-15))
  }
}
