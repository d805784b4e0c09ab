import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import SteelyardServer
import TestSupport
import Testing

/// A venue with keys on a port, for the time of `body`.
func withVenue(
  _ body: (VenueHarness, HTTPServer, KeyStore.NewKey) async throws -> Void
) async throws {
  try await withTemporaryDirectory { directory in
    let harness = try await VenueHarness()
    let store = try KeyStore(path: directory + "/keys.json", at: WallClock.now)
    let key = try store.create(
      name: "desk", tenant: .account("desk"), scopes: [.read], at: WallClock.now)
    let keyGuard = KeyGuard(keys: store)
    var router = Router()
    try DeribitFace(engine: harness.engine, keyGuard: keyGuard).add(to: &router)
    do {
      try await withServer(router, requestGuard: keyGuard) { server in
        try await body(harness, server, key)
      }
    } catch {
      await harness.stop()
      throw error
    }
    await harness.stop()
  }
}

/// The document of an answer.
private func document(_ text: String) throws -> JSONDocument {
  try JSONDocument(InputFile(name: "answer", bytes: Array(text.utf8)))
}

@Suite("Deribit's interface", .serialized)
struct DeribitFaceTests {
  private func post(_ body: String, _ server: HTTPServer) throws -> JSONDocument {
    let connection = RawConnection(port: server.port)
    connection.send(
      "POST /api/v2 HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
    return try document(connection.answer().body)
  }

  private func get(_ target: String, _ server: HTTPServer) throws -> JSONDocument {
    let connection = RawConnection(port: server.port)
    connection.send("GET \(target) HTTP/1.1\r\nhost: localhost\r\n\r\n")
    return try document(connection.answer().body)
  }

  @Test("an answer has the envelope, and volatility stands in percent beside the coin price")
  func ticker() async throws {
    try await withVenue { harness, server, _ in
      let name = try InstrumentNaming.deribit.name(of: harness.call)
      let answer = try post(
        #"{"jsonrpc":"2.0","id":7,"method":"public/ticker","params":{"instrument_name":"\#(name)"}}"#,
        server
      ).root
      #expect(try answer.required("id").integer() == 7)
      #expect(try !answer.required("testnet").boolean())
      let (begun, ended) = (
        try answer.required("usIn").integer(), try answer.required("usOut").integer()
      )
      #expect(try answer.required("usDiff").integer() == ended - begun)
      let result = try answer.required("result")
      let volatility = try result.required("mark_iv").number()
      #expect(volatility > 5 && volatility < 500)
      #expect(try result.required("mark_price").number() < 1)
      let delta = try result.required("greeks").required("delta").number()
      #expect(delta > 0.3 && delta < 0.7)
    }
  }

  @Test("what is wrong with a call is told in Deribit's numbers")
  func refusals() async throws {
    try await withVenue { _, server, _ in
      func code(_ document: JSONDocument) throws -> Int64 {
        try document.root.required("error").required("code").integer()
      }
      #expect(try code(post("{", server)) == -32700)
      #expect(try code(post("[]", server)) == -32600)
      #expect(try code(get("/api/v2/public/nothing", server)) == -32601)
      #expect(try code(get("/api/v2/private/get_positions", server)) == 13009)
      #expect(try code(get("/api/v2/private/nothing", server)) == 13009)
      let missing = try get("/api/v2/public/ticker?instrument_name=BTC-1JAN20", server)
      #expect(try code(missing) == -32602)
      let data = try missing.root.required("error").required("data")
      #expect(try data.required("param").string() == "instrument_name")
      let bad = try get(
        "/api/v2/public/get_order_book?instrument_name=BTC-PERPETUAL&depth=x", server)
      #expect(try code(bad) == -32602)
    }
  }

  @Test("one size is dollars for simulate_portfolio and coins for pme/simulate")
  func sizes() async throws {
    try await withVenue { harness, server, key in
      let socket = RawWebSocket(port: server.port, path: "/ws/api/v2")
      func ask(_ method: String, _ parameters: String) throws -> JSONValue {
        socket.send(
          text: #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#)
        return try document(try #require(socket.receiveText())).root
      }
      #expect(
        try ask("private/get_positions", "{}").required("error").required("code").integer() == 13009
      )
      let login = try ask(
        "public/auth",
        #"{"grant_type":"client_credentials","client_id":"\#(key.key.identifier)","client_secret":"\#(key.venueSecret.revealed)"}"#
      )
      #expect(try login.required("result").required("token_type").string() == "bearer")
      let wrong = try ask(
        "public/auth",
        #"{"grant_type":"client_credentials","client_id":"\#(key.key.identifier)","client_secret":"no"}"#
      )
      #expect(try wrong.required("error").required("code").integer() == 13004)
      func delta(_ dollars: String) throws -> Double {
        try ask(
          "private/simulate_portfolio",
          #"{"currency":"BTC","add_positions":false,"simulated_positions":{"BTC-PERPETUAL":\#(dollars)}}"#
        ).required("result").required("delta_total").number()
      }
      let mark = try #require(
        harness.engine.frame?.board.market.observation(of: harness.perpetual)?.markPrice)
      expectClose(expected: 100_000 / mark, got: try delta("100000"), .relative(0.01))
      let vectors = try ask(
        "private/pme/simulate",
        #"{"currency":"BTC","add_positions":false,"simulated_positions":{"BTC-PERPETUAL":2}}"#
      ).required("result")
      let held = try vectors.required("portfolio").required("BTC-PERPETUAL").number()
      expectClose(expected: 2 * mark, got: held, .relative(0.01))
      let standard = Array(
        try vectors.required("initial_risk_vectors").required("BTC-PERPETUAL")
          .required("standard").elements())
      #expect(standard.count == 27)
      // Two coins, and the price falls by 16 %: q s / (1 + s).
      expectClose(
        expected: 2 * -0.16 / 0.84, got: try standard[0].number(), .relative(0.25))
      let margins = try vectors.required("margins").required("BTC")
      let (initial, maintenance) = (
        try margins.required("initial_margin").number(),
        try margins.required("maintenance_margin").number()
      )
      expectClose(expected: 0.8 * initial, got: maintenance, .relative(1e-6))
    }
  }

  @Test("a channel tells the whole book first, then changes that continue one another")
  func book() async throws {
    try await withVenue { _, server, _ in
      let socket = RawWebSocket(port: server.port, path: "/ws/api/v2")
      socket.send(
        text:
          #"{"jsonrpc":"2.0","id":1,"method":"public/subscribe","params":{"channels":["book.BTC-PERPETUAL.100ms","nonsense.x"]}}"#
      )
      let confirmed = try document(try #require(socket.receiveText())).root.required("result")
      #expect(try confirmed.elements().map { try $0.string() } == ["book.BTC-PERPETUAL.100ms"])
      var last: Int64?
      for _ in 0..<4 {
        let data = try document(try #require(socket.receiveText())).root.required("params")
          .required("data")
        let number = try data.required("change_id").integer()
        if let last {
          #expect(try data.required("type").string() == "change")
          #expect(try data.required("prev_change_id").integer() == last)
        } else {
          #expect(try data.required("type").string() == "snapshot")
          #expect(try Array(data.required("bids").elements()).count >= 5)
        }
        last = number
      }
    }
  }
}
