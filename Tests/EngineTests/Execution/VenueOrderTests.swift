import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Testing

extension Instrument {
  /// The linear BTC perpetual in USDC.
  static let perpetual: Instrument = {
    guard
      let underlying = try? Underlying(base: .btc, quote: .usdc, settlement: .usdc),
      let instrument = try? Instrument(underlying, .perpetual)
    else { preconditionFailure("The perpetual is in order.") }
    return instrument
  }()
}

extension VenueOrder {
  /// An order of `ann` (or another) for the perpetual; a negative quantity sells.
  static func of(
    _ number: UInt64, _ quantity: Int64, _ price: Int64?, account: String = "ann",
    entry: OrderTicket.Entry = .any
  ) throws -> VenueOrder {
    try VenueOrder(
      identifier: OrderIdentifier(rawValue: number), account: AccountName(account),
      instrument: .perpetual, quantity: Amount(quantity), price: price.map { Amount($0) },
      entry: entry)
  }
}

@Suite("Orders as a venue sees them")
struct VenueOrderTests {
  @Test("what no venue could carry out is refused")
  func refused() throws {
    let bad: [(Int64, Int64?, OrderTicket.Entry)] = [
      (0, 100, .any), (1, 0, .any), (1, -5, .any), (1, nil, .postOnly),
    ]
    for (quantity, price, entry) in bad {
      let error = #expect(throws: SteelyardError.self) {
        try VenueOrder.of(1, quantity, price, entry: entry)
      }
      #expect(error?.code == .invalidInput)
    }
  }

  @Test("quotes that are crossed, out of order or negative are refused")
  func quotes() {
    func level(_ price: Int64, _ quantity: Int64) -> VenueQuote.Level {
      .init(price: Amount(price), quantity: Amount(quantity))
    }
    let bad: [([VenueQuote.Level], [VenueQuote.Level])] = [
      ([level(100, 1)], [level(100, 1)]), ([level(99, 1), level(100, 1)], []),
      ([], [level(101, 1), level(101, 1)]), ([level(99, -1)], []),
    ]
    for (bids, asks) in bad {
      let error = #expect(throws: SteelyardError.self) { try VenueQuote(bids: bids, asks: asks) }
      #expect(error?.code == .invalidInput)
    }
  }
}
