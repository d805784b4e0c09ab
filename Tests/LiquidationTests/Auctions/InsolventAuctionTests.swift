import SteelyardContracts
import SteelyardLiquidation
import Testing

@Suite("Auctions of accounts that are worth nothing")
struct InsolventAuctionTests {
  private let start = Timestamp(milliseconds: 0)

  @Test("the payment goes in a straight line from the debt to the margin that lacks")
  func price() throws {
    let auction = try InsolventAuction(seconds: 1000, start: start)
    let standing = AuctionStanding(value: Amount(-200), excess: Amount(-1200))
    for (second, price) in [(Int64(0), Int64(-200)), (500, -700), (1000, -1200), (5000, -1200)] {
      #expect(
        try auction.price(standing, at: start.advanced(bySeconds: second)) == Amount(price))
    }
    #expect(
      try auction.payment(for: try Amount(parsing: "0.25"), standing, at: start) == Amount(50))
  }

  @Test("shares out of range and auctions without a length are refused")
  func refused() throws {
    let auction = try InsolventAuction(seconds: 1000, start: start)
    let standing = AuctionStanding(value: Amount(-200), excess: Amount(-1200))
    for share in [Amount.zero, Amount(2), Amount(-1)] {
      #expect(throws: SteelyardError.self) {
        try auction.payment(for: share, standing, at: start)
      }
    }
    #expect(throws: SteelyardError.self) { try InsolventAuction(seconds: 0, start: start) }
  }

  @Test("withdrawals stop above what the module has, not at it")
  func blocked() {
    #expect(
      InsolventAuction.withdrawalsAreBlocked(lackingMargin: Amount(11), moduleCash: Amount(10)))
    #expect(
      !InsolventAuction.withdrawalsAreBlocked(lackingMargin: Amount(10), moduleCash: Amount(10)))
  }
}
