import SteelyardContracts
import SteelyardFormats
import TestSupport
import Testing

@Suite("Readers on damaged input")
struct ReaderFuzzTests {
  /// Whole files of each format, small.
  static let seeds: [String] = [
    MarketFileTests.summary(#""mark_price":0.0125,"mark_iv":50,"bid_price":0.01,"#),
    MarketFileTests.tardis,
    """
    {"steelyard":"market","version":1,"time":"2026-03-14T09:25:21Z","observations":[
    {"instrument":"BTC/USD:BTC","time":"2026-03-14T09:25:21Z","origin":{"file":"a","row":1},
    "mark_price":7e4,"bid":{"price":1.5,"amount":2}}],
    "asset_prices":[{"asset":"USDC","price_usd":1,"source":"s"}]}
    """,
    """
    {"steelyard":"market","version":1,"time":"2026-03-14T09:25:21Z","observations":[],
    "expiries":[{"underlying":"BTC/USDC:USDC","expiry":"2026-03-27T08:00:00Z",
    "origin":{"file":"a","row":1},"forward":7e4,"rate":0.04,"slice":{"level":0.01,"slope":0.1,
    "correlation":-0.2,"centre":0,"width":0.1,"forward":7e4,"years":0.1},
    "settlement_average":{"average":7e4,"elapsed":0.5},"forward_confidence":"0.99"}],
    "indices":[{"underlying":"BTC/USDC:USDC","origin":{"file":"a","row":2},"price":7e4,
    "confidence":"1"}],"asset_prices":[]}
    """,
    "instrument,quantity,average_price\nBTC-27MAR26-80000-C,-2.5,0.0125\n\"BTC\",1,\n",
    #"{"result":[{"instrument_name":"BTC-PERPETUAL","size":-25.5,"direction":"sell"}]}"#,
    #"{"steelyard":"portfolio","version":1,"positions":[{"instrument":"BTC/USD:BTC","quantity":"1"}],"balances":[]}"#,
    "kind,instrument,quantity,price\ntrade,BTC-27MAR26-80000-C,-2.5,0.0125\norder,BTC/USD:BTC,1,\n",
    #"{"steelyard":"what-if","version":1,"trades":[{"instrument":"BTC/USD:BTC","quantity":"1","price":"7e4"}],"orders":[]}"#,
    """
    {"steelyard":"model-state","version":1,"name":"a-1","model":"dynamic","parameters":"p",
    "as_of":"2024-12-31T00:00:00Z","epoch":1,"seed":"7","sources":["s"],"coins":[{"coin":"BTC",
    "fast":0.03,"slow":0.04,"initial_scale":0.03,"maintenance_scale":0.03,"worst_fall":-0.4,
    "largest_rise":0.2,"observations":500,"daily_volume_usd":1e9}],"initial":{"broken_stride":1,
    "core":{"labels":["a","b"],"weights":[1,2],"coins":{"BTC":{"horizon_days":1,
    "spot":[-0.1,0.1],"volatility":[0.2,0]}},"assets":{"USDC":[0,-0.01]}}},
    "maintenance":{"core":{"labels":["c"],"coins":{"BTC":{"horizon_days":0.3,"spot":[-0.05]}}},
    "crashes":{"labels":["d"],"coins":{"BTC":{"horizon_days":0,"spot":[-0.5]}}}}}
    """,
    "time_utc,book,side,level,price,qty\n2024-08-08T23:54:20.5Z,a,bid,1,99.5,1\n2024-08-08T23:54:20.5Z,a,ask,1,1e2,2\n",
    "time_utc,book,best_bid,best_ask,mid,band_bps,bid_qty,ask_qty\n2024-08-08T23:54:20Z,a,99,101,100,1,5,6\n2024-08-08T23:54:20Z,a,99,101,100,2.5,7,6\n",
    "time_utc,book,trade_id,price,qty,taker_side\n2024-08-08T23:54:20Z,a,1,99,5,buy\n2024-08-08T23:54:21Z,a,2,\"99\",5,sell\n",
    "time_utc,book,side,level,price,qty\n2024-08-08T23:54:20.5Z,BTC-PERPETUAL,bid,1,99.5,1\n2024-08-08T23:54:20.5Z,BTC-PERPETUAL,ask,1,1e2,2\n",
    #"[{"result":{"instrument_name":"BTC-PERPETUAL","timestamp":1773480320500,"bids":[[99.5,1],[99,2e1]],"asks":[[100,3]]}}]"#,
    #"{"result":{"summaries":[{"currency":"BTC","balance":1.5e-3}]}}"#,
    #"[{"a":[[[{"b":"\u00e9\ud83d\ude00\n"}]]],"c":-0.0e+10,"d":[true,false,null]}]"#,
  ]

  @Test("every prefix and thousands of mutations end in a result or an error", arguments: seeds)
  func mutations(text: String) {
    let seed = UInt64(0x5EED_1000 + text.utf8.count)
    print("ReaderFuzzTests.mutations seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let original = Array(text.utf8)
    for length in 0..<original.count { readEverything(Array(original[..<length])) }
    for _ in 0..<4000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        let interesting = Array("{}[]\",:\\0123456789.eE+-truefalsn\n\r \u{0}".utf8)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[position] = interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: position)
        default:
          let end = Int.random(in: position...bytes.count, using: &generator)
          bytes.insert(contentsOf: bytes[position..<end], at: position)
        }
      }
      readEverything(bytes)
    }
  }

  private func readEverything(_ bytes: [UInt8]) {
    let input = InputFile(name: "fuzz", bytes: bytes)
    checkErrors { () throws(SteelyardError) in
      let file = try MarketFile.read(input)
      return file.problems + file.warnings
    }
    checkErrors { () throws(SteelyardError) in
      let file = try PortfolioFile.read(input)
      return file.problems + file.warnings
    }
    checkErrors { () throws(SteelyardError) in try WhatIfFile.read(input).problems }
    checkErrors { () throws(SteelyardError) in try BookLadderFile.read(input).problems }
    checkErrors { () throws(SteelyardError) in try OrderBookFile.read(input).problems }
    checkErrors { () throws(SteelyardError) in try DepthBandFile.read(input).problems }
    checkErrors { () throws(SteelyardError) in try TradeTapeFile.read(input).problems }
    checkErrors { () throws(SteelyardError) in
      _ = try ModelStateFile.read(input)
      return []
    }
    checkErrors { () throws(SteelyardError) in
      visit(try JSONDocument(input).root)
      return []
    }
  }

  private func checkErrors(_ body: () throws(SteelyardError) -> [SteelyardError]) {
    let errors: [SteelyardError]
    do throws(SteelyardError) { errors = try body() } catch { errors = [error] }
    for error in errors where !error.description.hasPrefix("fuzz") || error.remedy.isEmpty {
      Issue.record("\(error)")
    }
  }

  private func visit(_ value: JSONValue) {
    _ = value.subject
    _ = try? value.number()
    _ = try? value.string()
    _ = try? value.amount(.halfToEven)
    _ = try? value.integer()
    if let elements = try? value.elements() { for element in elements { visit(element) } }
    if let members = try? value.members() { for member in members { visit(member.value) } }
  }
}
