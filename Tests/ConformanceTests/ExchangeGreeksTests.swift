import Foundation
import SteelyardContracts
import SteelyardPricing
import Testing

/// The `exchange` convention against Greeks that Deribit printed in its own tickers.
///
/// It reads `options/deribit_fullticker_BTC_20260114_20260123.csv` under `STEELYARD_DATA` (default
/// `../shared/data` beside the package) and skips, saying so, where that is absent.
@Suite("Exchange Greeks") struct ExchangeGreeksTests {
  static var file: URL {
    let given = ProcessInfo.processInfo.environment["STEELYARD_DATA"] ?? ""
    let root =
      given.isEmpty
      ? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("../shared/data").standardizedFileURL
      : URL(fileURLWithPath: given)
    return root.appendingPathComponent("options/deribit_fullticker_BTC_20260114_20260123.csv")
  }

  @Test("tickers, deltas from 0.2 to 0.8")
  func tickers() throws {
    let path = ExchangeGreeksTests.file.path
    guard FileManager.default.fileExists(atPath: path) else {
      print("exchange Greeks: skipped, no file at \(path)")
      return
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let names = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var errors: [String: [Double]] = [:]
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let row = Dictionary(uniqueKeysWithValues: zip(names, cells))
      for (field, error) in relativeErrors(row) { errors[field, default: []].append(error) }
    }
    for (field, list) in errors.sorted(by: { $0.key < $1.key }) {
      let sorted = list.sorted()
      let (median, high) = (sorted[sorted.count / 2], sorted[sorted.count * 95 / 100])
      print("exchange \(field): \(list.count) tickers, median \(median), 95 % \(high) relative")
      // The printed volatility has two decimals of a point and the quote's instant is known to
      // about a second.
      #expect(median < 1e-4, "\(field)")
      #expect(high < 5e-4, "\(field)")
    }
    #expect(errors.count == 5)
  }

  private func relativeErrors(_ row: [String: String]) -> [String: Double] {
    let number = { (field: String) in Double(row[field] ?? "") ?? .nan }
    let instants = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let whole = Date.ISO8601FormatStyle()
    guard let quoted = try? instants.parse(row["quote_utc"] ?? ""),
      let expiry = try? whole.parse(row["expiry_utc"] ?? ""),
      let option = try? InverseOption(
        forward: number("underlying_price_usd"), strike: number("strike"),
        timeToExpiry: expiry.timeIntervalSince(quoted) / 86_400 / 365,
        volatility: number("mark_iv_pct") / 100)
    else { return [:] }
    let greeks = option.greeks(row["option_type"] == "C" ? .call : .put, convention: .exchange)
    guard abs(greeks.delta) > 0.2, abs(greeks.delta) < 0.8 else { return [:] }
    var errors: [String: Double] = [:]
    for (field, got) in [
      ("delta", greeks.delta), ("gamma", greeks.gamma), ("vega", greeks.vega),
      ("theta", greeks.theta), ("rho", greeks.rho),
    ] {
      // Gamma is printed with five decimals, so only where it has digits.
      if field == "gamma" && abs(number(field)) < 0.00005 {
        errors[field] = abs(got - number(field)) < 5.1e-6 ? 0 : 1
      } else if field == "gamma" {
        errors[field] = max(0, abs(got - number(field)) - 5e-6) / abs(got)
      } else {
        errors[field] = abs(got / number(field) - 1)
      }
    }
    return errors
  }
}
