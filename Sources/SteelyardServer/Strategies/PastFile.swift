import Foundation
import SteelyardAllocation
package import SteelyardContracts
package import SteelyardEngine
import Synchronization

/// What strategies have seen, as a file of lines: one coin at one instant each.
///
///     time,coin,spot,perpetual,funding_rate,funding_seconds,implied_volatility
///     2026-11-22T09:00:00Z,SOL,151.2,151.3,0.0000012,60,0.71
///
/// What is not known is left empty. The same lines from anywhere else, put there before the service starts, are a past
/// that strategies begin with. It is no part of the journal: without it strategies with a look-back wait, and nothing
/// else.
package final class PastFile: PastArchive {
  /// Bytes after which the older half is dropped.
  static let bytesMax = 64 << 20
  /// Seconds between two rows of a coin.
  static let spacingSeconds: Int64 = 10
  static let header =
    "time,coin,spot,perpetual,funding_rate,funding_seconds,implied_volatility\n"

  private struct Contents {
    var last: [Currency: Timestamp] = [:]
    var byteCount: Int
    var isFailing = false
  }

  private let path: String
  private let log: Log
  private let contents: Mutex<Contents>

  /// A file, which is made where it is missing.
  ///
  /// - Throws: `unavailable` where it can't be.
  package init(path: String, log: Log) throws(SteelyardError) {
    self.path = path
    self.log = log
    if !FileManager.default.fileExists(atPath: path),
      !FileManager.default.createFile(
        atPath: path, contents: Data(PastFile.header.utf8), attributes: [.posixPermissions: 0o600])
    {
      throw SteelyardError(
        .unavailable, "The file \(path) can't be made.",
        remedy: "Let the service write to its data directory.")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    contents = Mutex(Contents(byteCount: size))
  }

  package func rows(of coins: [Currency], before time: Timestamp) -> [PastRow] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    let wanted = Set(coins)
    var facts: [Timestamp: [MarketFact]] = [:]
    var bad = 0
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst() {
      guard let row = PastFile.row(line) else {
        bad += 1
        continue
      }
      guard wanted.contains(row.coin), row.time < time else { continue }
      facts[row.time, default: []] += row.facts
    }
    if bad > 0 {
      log.write(
        .warning, "past unreadable", ["file": .text(path), "lines": .integer(bad)])
    }
    return facts.sorted { $0.key < $1.key }.map { PastRow(time: $0.key, facts: $0.value) }
  }

  package func keep(_ row: PastRow) {
    contents.withLock { contents in
      var text = ""
      for coin in PastFile.coins(of: row) {
        let gap = contents.last[coin].map { row.time.microseconds - $0.microseconds } ?? .max
        guard gap >= PastFile.spacingSeconds * 1_000_000 else { continue }
        contents.last[coin] = row.time
        text += PastFile.line(of: coin, row)
      }
      guard !text.isEmpty else { return }
      do {
        if contents.byteCount > PastFile.bytesMax { try halve(&contents) }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        contents.byteCount += text.utf8.count
        contents.isFailing = false
      } catch {
        // Told once: strategies go on with what they have seen themselves.
        if !contents.isFailing {
          log.write(
            .error, "past not kept", ["file": .text(path), "reason": .text("\(error)")])
        }
        contents.isFailing = true
      }
    }
  }

  private func halve(_ contents: inout Contents) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    let half = data.dropFirst(data.count / 2)
    let start = half.firstIndex(of: UInt8(ascii: "\n")).map { half.index(after: $0) }
    let kept = Data(PastFile.header.utf8) + half[(start ?? half.endIndex)...]
    try kept.write(to: URL(filePath: path), options: .atomic)
    contents.byteCount = kept.count
  }

  private static func coins(of row: PastRow) -> [Currency] {
    row.facts.compactMap { if case .spot(let coin, price: _) = $0 { coin } else { nil } }
  }

  static func line(of wanted: Currency, _ row: PastRow) -> String {
    var fields = [String](repeating: "", count: 5)
    for fact in row.facts {
      switch fact {
      case .spot(wanted, let price): fields[0] = "\(price)"
      case .perpetual(wanted, let price): fields[1] = "\(price)"
      case .funding(wanted, let rate, let seconds):
        (fields[2], fields[3]) = ("\(rate)", "\(seconds)")
      case .impliedVolatility(wanted, let level): fields[4] = "\(level)"
      default: continue
      }
    }
    return "\(row.time),\(wanted.code),\(fields.joined(separator: ","))\n"
  }

  static func row(
    _ line: Substring
  ) -> (time: Timestamp, coin: Currency, facts: [MarketFact])? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 7, let time = try? Timestamp(parsing: String(fields[0])),
      let coin = try? Currency(String(fields[1]))
    else { return nil }
    var numbers: [Double?] = []
    for field in fields.dropFirst(2) {
      if field.isEmpty {
        numbers.append(nil)
        continue
      }
      guard let number = Double(field), number.isFinite else { return nil }
      numbers.append(number)
    }
    var facts: [MarketFact] = []
    if let price = numbers[0] { facts.append(.spot(coin, price: price)) }
    if let price = numbers[1] { facts.append(.perpetual(coin, price: price)) }
    if let rate = numbers[2], let seconds = numbers[3] {
      facts.append(.funding(coin, rate: rate, seconds: seconds))
    }
    if let level = numbers[4] { facts.append(.impliedVolatility(coin, level: level)) }
    return facts.isEmpty ? nil : (time, coin, facts)
  }
}
