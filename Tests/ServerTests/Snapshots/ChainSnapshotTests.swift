import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardServer
import Testing

/// A venue that answers what it is told to.
private struct FakeVenue {
  var instruments = 20
  /// Rows of the chain; the others of the instruments are left out.
  var rows = 20
  var status = 200
  /// The whole answer to the question for the chain, in the place of rows.
  var text: String?
  var isSilent = false

  private static func name(_ number: Int) -> String { "BTC-27MAR26-\(50_000 + 1_000 * number)-C" }

  private var listed: String {
    let rows = (0..<instruments).map { number in
      #"{"instrument_name":"\#(FakeVenue.name(number))","kind":"option","base_currency":"BTC","quote_currency":"BTC","settlement_currency":"BTC","settlement_period":"month","expiration_timestamp":1774598400000,"is_active":true,"tick_size":0.0001,"contract_size":1,"min_trade_amount":0.1,"price_index":"btc_usd","strike":\#(50_000 + 1_000 * number),"option_type":"call"}"#
    }
    return #"{"jsonrpc":"2.0","result":[\#(rows.joined(separator: ","))]}"#
  }

  private var chain: String {
    let rows = (0..<self.rows).map { number in
      #"{"base_currency":"BTC","creation_timestamp":1773480000000,"estimated_delivery_price":70000.0,"instrument_name":"\#(FakeVenue.name(number))","quote_currency":"BTC","underlying_index":"BTC-27MAR26","underlying_price":70100.0,"mark_price":0.05,"mark_iv":60.0,"bid_price":0.049,"ask_price":0.051,"open_interest":10.0,"volume":1.0,"interest_rate":0.0}"#
    }
    return #"{"jsonrpc":"2.0","result":[\#(rows.joined(separator: ","))]}"#
  }

  var router: Router {
    let listed = listed
    let answer = text ?? chain
    let status = Status(status)
    let isSilent = isSilent
    return Router([
      Route(
        .get, "/api/v2/public/get_instruments", access: .open,
        .inline { _ in .json(Array(listed.utf8)) }),
      Route(
        .get, "/api/v2/public/get_book_summary_by_currency", access: .open,
        .task { request in
          if isSilent { try await Task.sleep(for: .seconds(20)) }
          var response = Response.json(Array(answer.utf8), status: status)
          response.headers.set("x-asked", try request.query.value("currency") ?? "")
          return response
        }),
    ])
  }
}

@Suite("Chains of a venue, saved", .serialized)
struct ChainSnapshotTests {
  private static let time = Timestamp(milliseconds: 1_773_480_000_000)

  /// Takes the chain of a venue that a server stands for.
  private func take(_ venue: FakeVenue, seconds: Double = 5) async throws -> ChainSnapshot {
    try await withServer(venue.router) { server in
      try await take("http://127.0.0.1:\(server.port)", seconds: seconds)
    }
  }

  private func take(_ address: String, seconds: Double = 5) async throws -> ChainSnapshot {
    let loop = try await Loop.start(name: "test-snapshot")
    let outcome: Result<ChainSnapshot, SteelyardError>
    do throws(SteelyardError) {
      outcome = .success(
        try await ChainSnapshot.take(
          .btc, from: try ChainVenue(address, secondsMax: seconds, on: loop),
          at: ChainSnapshotTests.time))
    } catch {
      outcome = .failure(error)
    }
    await loop.stop()
    return try outcome.get()
  }

  @Test("a whole chain is kept as it came, under a name of currency and time")
  func whole() async throws {
    let snapshot = try await take(FakeVenue())
    #expect(snapshot.rowCount == 20 && snapshot.missing.isEmpty && snapshot.oddities.isEmpty)
    #expect(snapshot.fileName == "deribit-btc-20260314T092000Z.json")
    try await withTemporaryDirectory { directory in
      let paths = try ChainSnapshot.write([snapshot], to: directory)
      #expect(paths == [directory + "/" + snapshot.fileName])
      let file = try MarketFile.read(InputFile(path: paths[0]))
      #expect(file.observations.count == 20)
      #expect(try Data(contentsOf: URL(filePath: paths[0])) == Data(snapshot.bytes))
      let again = #expect(throws: SteelyardError.self) {
        try ChainSnapshot.write([snapshot], to: directory)
      }
      #expect(again?.code == .conflict)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 1)
    }
  }

  @Test("one listed instrument without a row is told, more than one in twenty is refused")
  func partial() async throws {
    let nearly = try await take(FakeVenue(rows: 19))
    #expect(nearly.missing == ["BTC-27MAR26-69000-C"])
    let error = await #expect(throws: SteelyardError.self) { try await take(FakeVenue(rows: 17)) }
    #expect(error?.code == .missingMarketData)
    #expect(
      error?.message.contains("3 of 20 listed instruments") == true, "\(String(describing: error))")
  }

  @Test("a venue that refuses, fails or says something else is told of in its own words")
  func faults() async throws {
    for (venue, code, words): (FakeVenue, SteelyardError.Code, String) in [
      (
        FakeVenue(
          status: 400,
          text:
            #"{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":{"reason":"wrong currency","param":"currency"}}}"#
        ), .invalidInput, "-32602 \"Invalid params\" (wrong currency)"
      ),
      (FakeVenue(status: 502, text: "<html>bad gateway</html>"), .unavailable, "with status 502"),
      (FakeVenue(status: 503, text: #"{"result":[]}"#), .unavailable, "with status 503"),
      (FakeVenue(text: "<html>hello</html>"), .invalidInput, "is no JSON"),
      (
        FakeVenue(text: #"{"jsonrpc":"2.0","result":[{"instrument_na"#), .invalidInput, "is no JSON"
      ),
      (FakeVenue(text: #"{"status":"fine"}"#), .invalidInput, "neither a result nor an error"),
      (FakeVenue(rows: 0), .invalidInput, "holds no rows"),
    ] {
      let error = await #expect(throws: SteelyardError.self) { try await take(venue) }
      #expect(error?.code == code, "\(words): \(String(describing: error))")
      #expect(error?.message.contains(words) == true, "\(words): \(String(describing: error))")
    }
  }

  @Test("a venue that is down, or silent, is given up in time")
  func down() async throws {
    let closed = await #expect(throws: SteelyardError.self) { try await take("http://127.0.0.1:1") }
    #expect(closed?.code == .unavailable)
    let silent = await #expect(throws: SteelyardError.self) {
      try await take(FakeVenue(isSilent: true), seconds: 1)
    }
    #expect(silent?.code == .unavailable)
    #expect(silent?.cause?.contains("not answered within 1.0 s") == true)
  }

  @Test("an address that is no venue's, and a directory that is none, are refused")
  func refused() async throws {
    for address in ["wss://www.deribit.com", "https://www.deribit.com/api/v2", "deribit", ""] {
      let error = await #expect(throws: SteelyardError.self) { try await take(address) }
      #expect(error?.code == .invalidInput, "\(address)")
    }
    let snapshot = try await take(FakeVenue())
    let error = #expect(throws: SteelyardError.self) {
      try ChainSnapshot.write([snapshot], to: "/proc/nowhere")
    }
    #expect(error?.code == .unavailable)
  }
}
