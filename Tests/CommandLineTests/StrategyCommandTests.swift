import Foundation
import TestSupport
import Testing

@Suite("backtest strategy and backtest hedge", .serialized) struct StrategyCommandTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  /// Hourly closes that swing, from an instant on.
  private func closes(_ hours: Int, from start: String, at price: Double) throws -> String {
    let first = try #require(ISO8601DateFormatter().date(from: start))
    let format = ISO8601DateFormatter()
    var text = "time,close,asset,venue,market\n"
    for hour in 0..<hours {
      let time = format.string(from: first.addingTimeInterval(Double(hour) * 3600))
      let swing = 1 + 0.02 * sin(Double(hour) / 37) + 0.001 * Double(hour * 7919 % 11)
      text += "\(time),\((price * swing * 100).rounded() / 100),BTC,made_up,spot\n"
    }
    return try scratch.file("closes-\(hours).csv", Array(text.utf8))
  }

  @Test("a run that is killed goes on from its file and ends with the bytes of one that was not")
  func killed() throws {
    let history = try closes(20_000, from: "2021-01-01T00:00:00Z", at: 40_000)
    let command =
      "steelyard backtest strategy trend --coins BTC --history '\(history)' --interval hourly"
      + " --set fast=2 --set slow=10 --format json"
    let whole = try CommandRun(command)
    #expect(whole.status == 0)
    let state = "\(scratch.path)/state.json"
    // The first state is written long before the end; then the run is killed where it stands.
    _ = try CommandRun(
      """
      \(command) --resume '\(state)' >/dev/null & run=$!
      while [ ! -s '\(state)' ] && kill -0 $run; do sleep 0.005; done
      kill -9 $run; wait $run; true
      """)
    let kept = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: state)))
    let inner = try #require((kept as? [String: Any])?["state"] as? [String: Any])
    let row = try #require(inner["row"] as? Int)
    #expect(row >= 2000 && row < 20_000, "killed in the middle")
    let resumed = try CommandRun("\(command) --resume '\(state)'")
    #expect(resumed.status == 0)
    #expect(resumed.output == whole.output)
    let other = try CommandRun("\(command) --resume '\(state)' --cash 5000")
    #expect(other.status == 2 && other.complaint.contains("other histories, numbers or rules"))
  }

  @Test("options of a saved chain trade at its strikes; without one they are refused")
  func chains() throws {
    let history = try closes(400, from: "2026-06-11T00:00:00Z", at: 96_400)
    let chain = "Examples/hedged-book/market-btc.json"
    let command =
      "steelyard backtest strategy short_strangle --coins BTC --history '\(history)'"
      + " --interval hourly --set realised=1 --set days=5 --set days_exit=1 --trades --format json"
    let answer = try CommandRun("\(command) --chains \(chain)").object()
    #expect(answer["option_prices"] as? String == "chains")
    let events = try #require(answer["events"] as? [[String: Any]])
    let sold = events.filter { ($0["subject"] as? String)?.contains("call") == true }
    #expect(!sold.isEmpty)
    // What is known at 09:00 on 12 June trades an hour later at the earliest.
    #expect(sold.allSatisfy { ($0["time"] as? String ?? "") >= "2026-06-12T10" })
    let listed = try String(contentsOfFile: PackageRoot.path(of: chain), encoding: .utf8)
    for event in sold {
      let words = (event["subject"] as? String ?? "").split(separator: " ")
      let strike = try #require(words.dropLast().last)
      #expect(listed.contains("-\(strike)-C\""), "\(strike) is listed")
    }
    let bare = "\(scratch.path)/bare"
    try FileManager.default.createDirectory(atPath: bare, withIntermediateDirectories: true)
    let prior = try CommandRun("\(command) --chains \(chain) --option-prices prior").object()
    #expect(prior["option_prices"] as? String == "prior")
    for (options, words) in [
      ("--option-prices chains", "none are given"), ("--option-prices surface", "chains or prior"),
      ("--chains README.md", ""), ("--chains '\(bare)'", "no chain of options"),
    ] {
      let refused = try CommandRun("\(command) \(options)")
      #expect(refused.status == 2)
      #expect(words.isEmpty || refused.complaint.contains(words), "\(refused.complaint)")
    }
  }

  @Test("bitcoin as the hedge of other coins, by method and day")
  func hedge() throws {
    let history = "--history Examples/synthetic-history/closes.csv"
    let answer = try CommandRun(
      "steelyard backtest hedge --coins ETH,SOL --from 2024-01-01 \(history) --format json"
    ).object()
    let coins = try #require(answer["coins"] as? [[String: Any]])
    #expect(coins.map { $0["coin"] as? String } == ["ETH", "SOL"])
    for coin in coins {
      #expect(coin["from"] as? String == "2024-01-01" && coin["to"] as? String == "2024-12-31")
      let methods = try #require(coin["methods"] as? [[String: Any]])
      #expect(methods.count == 4)
      let hindsight = try #require(coin["hindsight"] as? Double)
      let fixed = try #require(methods[1]["variance_reduction"] as? Double)
      #expect(hindsight >= fixed, "no constant ratio is better than that of hindsight")
    }
    for (options, words) in [
      ("--hedge DOGE \(history)", "DOGE has no history"),
      ("--coins ETH,DOGE \(history)", "DOGE has no history"),
      ("--coins BTC \(history)", "no coin that BTC could hedge"),
      ("--coins ETH --from 2024-12-20 \(history)", "can be compared"), ("", "No history"),
    ] {
      let refused = try CommandRun("steelyard backtest hedge \(options)")
      #expect(refused.status == 2 && refused.complaint.contains(words), "\(refused.complaint)")
    }
  }
}
