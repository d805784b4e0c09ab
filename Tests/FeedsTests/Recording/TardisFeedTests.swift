import SteelyardContracts
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import TestSupport
import Testing

@Suite("Tardis files as a feed")
struct TardisFeedTests {
  private func file(_ name: String, _ text: String) -> InputFile {
    InputFile(name: name, bytes: Array(text.utf8))
  }

  private let tickers = """
    exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price
    deribit,BTC-PERPETUAL,1773480000100000,1773480000150000,,0.0001,,500000,70000,70001.5,70002.5
    deribit,BTC-PERPETUAL,1773480002100000,1773480002150000,,,,500000,70000,70003.5,70004.5
    """
  private let quotes = """
    exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
    deribit,BTC-PERPETUAL,1773480001000000,1773480001050000,100,70003,70002.5,50
    deribit,BTC-PERPETUAL,1773480003000000,1773480003050000,,,70002.5,50
    """
  private let trades = """
    exchange,symbol,timestamp,local_timestamp,id,side,price,amount
    deribit,BTC-PERPETUAL,1773480000900000,1773480001049000,77,sell,70002.5,30
    deribit,BTC-PERPETUAL,1773480000950000,1773480001051000,78,hold,70002.5,30
    """
  private let chain = """
    exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho
    deribit,BTC-27MAR26-70000-C,1773480000200000,1773480000160000,call,70000,1774598400000000,10,,0.04,5,60,0.041,5,62,0.0405,61,SYN.BTC-27MAR26,70100,0.5,0,0,0,0
    """

  @Test("four files merge in the order in which their rows arrived")
  func merge() throws {
    var feed = try TardisFeed(
      [
        file("ticker", tickers), file("quotes", quotes), file("trades", trades),
        file("chain", chain),
      ], feed: "tardis")
    var kinds: [String] = []
    var sequence: UInt64 = 0
    while let update = try feed.next() {
      #expect(update.sequence == sequence + 1)
      sequence = update.sequence
      switch update.content {
      case .ticker(let ticker):
        kinds.append(
          ticker.markPrice == nil ? "quotes" : ticker.instrument.isOption ? "option" : "ticker")
      case .price: kinds.append("price")
      case .funding: kinds.append("funding")
      case .trade(let trade):
        #expect(trade.taker == .seller)
        kinds.append("trade")
      default: kinds.append("?")
      }
    }
    #expect(
      kinds == [
        "ticker", "price", "funding", "option", "trade", "quotes", "ticker", "price", "quotes",
      ])
    #expect(feed.problems.map(\.code) == [.invalidInput])
    #expect(feed.problems[0].message.contains("hold"))
  }

  @Test("a side that is empty in the file is a side without a quote")
  func emptySide() throws {
    var board = try MarketBoard(rules: .oneVenue)
    var feed = try TardisFeed([file("ticker", tickers), file("quotes", quotes)], feed: "tardis")
    while let update = try feed.next() { try board.apply(update) }
    let snapshot = try board.snapshot(at: Timestamp(microseconds: 1_773_480_003_000_000))
    let row = try #require(
      snapshot.market.observation(of: SampleMarket.instrument("BTC-PERPETUAL")))
    #expect(row.ask == nil)
    #expect(row.bid?.amount == 50)
    #expect(row.markPrice == 70_004.5)
    #expect(snapshot.prices.count == 1)
  }

  @Test("compressed, unknown and unsorted files are refused with what to do")
  func refusals() throws {
    expectError(.invalidInput) {
      _ = try TardisFeed([InputFile(name: "a.csv.gz", bytes: [0x1F, 0x8B, 8, 0])], feed: "tardis")
    }
    expectError(.invalidInput) { _ = try TardisFeed([file("a", "x,y\n1,2\n")], feed: "tardis") }
    let lines = quotes.split(separator: "\n")
    var feed = try TardisFeed(
      [file("b", "\(lines[0])\n\(lines[2])\n\(lines[1])\n")], feed: "tardis")
    expectError(.conflict) { while try feed.next() != nil {} }
  }
}
