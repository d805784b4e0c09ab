import Foundation
import Glibc
import SteelyardContracts
import SteelyardStore

/// Samples of the figures of accounts as a file that grows, and is written anew where most of it is forgotten.
///
/// A head, then records: the count of their bytes, eight bytes of their BLAKE2b, then span, time, count of values and the
/// values, all little endian. What follows the first record that is not whole is cut: a crash tears the end alone. It is no
/// part of the journal, and a file of another journal is begun anew, for its numbers of accounts are not ours.
struct HistoryFile {
  private static let magic: [UInt8] = Array("STLYHIS1".utf8)
  private static let purpose = "steelyard-history"
  private static let frameByteCount = 12
  private static let headByteCount = 24
  /// More than a sample of as many accounts as a ledger has.
  private static let recordBytesMax = 1 << 30

  private let path: String
  private let journal: [UInt8]
  private(set) var byteCount = 0

  /// What reading a file has found.
  struct Found {
    var records: [(span: HistorySpan, sample: HistorySample)] = []
    /// Why not all of it is taken; nil where it is.
    var damage: String?
  }

  /// Where the samples of a journal's accounts are.
  ///
  /// - Parameter journal: The journal's instance.
  init(path: String, journal: [UInt8]) {
    self.path = path
    self.journal = journal
  }

  /// Reads what is there, cuts what is not whole, and begins a file where there is none.
  ///
  /// - Throws: `unavailable` where it can't be written.
  mutating func open() throws(SteelyardError) -> Found {
    var found = Found()
    guard let data = FileManager.default.contents(atPath: path) else {
      try replace(with: [])
      return found
    }
    guard data.count >= HistoryFile.headByteCount, Array(data.prefix(8)) == HistoryFile.magic else {
      found.damage = "It is no history of accounts."
      try replace(with: [])
      return found
    }
    guard Array(data[8..<HistoryFile.headByteCount]) == journal else {
      found.damage = "It is of another journal."
      try replace(with: [])
      return found
    }
    var place = HistoryFile.headByteCount
    let bytes = [UInt8](data)
    while place < bytes.count {
      guard let record = HistoryFile.record(bytes, at: place) else { break }
      found.records.append((record.span, record.sample))
      place = record.end
    }
    byteCount = place
    if place < bytes.count {
      found.damage = "\(bytes.count - place) bytes at the end are no whole sample."
      guard truncate(path, place) == 0 else { throw failure() }
    }
    return found
  }

  /// Adds samples at the end.
  ///
  /// - Throws: `unavailable` where it can't be written.
  mutating func append(
    _ records: [(span: HistorySpan, sample: HistorySample)]
  ) throws(SteelyardError) {
    let bytes = records.flatMap { HistoryFile.bytes(of: $0.sample, in: $0.span) }
    let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    // Behind the last whole record: what a failed write has left of another is written over.
    var offset = byteCount
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
      }
      guard count > 0 else { throw failure() }
      offset += count
      rest = rest.dropFirst(count)
    }
    byteCount = offset
  }

  /// Writes it anew.
  ///
  /// - Throws: `unavailable` where it can't be written, and then the old one is still whole.
  mutating func replace(
    with records: [(span: HistorySpan, sample: HistorySample)]
  ) throws(SteelyardError) {
    var bytes = HistoryFile.magic + journal
    for record in records { bytes += HistoryFile.bytes(of: record.sample, in: record.span) }
    try WholeFile(path: path, what: "history of accounts").replace(with: bytes)
    byteCount = bytes.count
  }

  private func failure() -> SteelyardError {
    SteelyardError(
      .unavailable, "The history of accounts \(path) can't be written.",
      remedy: "Let the service write to its data directory.")
  }

  private static func bytes(of sample: HistorySample, in span: HistorySpan) -> [UInt8] {
    var payload: [UInt8] = [span.rawValue, 0, 0, 0]
    payload.reserveCapacity(16 + sample.values.count * 4)
    append(UInt32(sample.values.count), to: &payload)
    append(UInt64(bitPattern: sample.time.microseconds), to: &payload)
    sample.values.withUnsafeBytes { payload += $0 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frameByteCount + payload.count)
    append(UInt32(payload.count), to: &bytes)
    bytes += Sodium.hash(payload, purpose: purpose).prefix(8)
    bytes += payload
    return bytes
  }

  private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private static func record(
    _ bytes: [UInt8], at place: Int
  ) -> (span: HistorySpan, sample: HistorySample, end: Int)? {
    func number<Number: FixedWidthInteger>(_ place: Int) -> Number {
      bytes.withUnsafeBytes {
        Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self))
      }
    }
    let start = place + frameByteCount
    guard start + 16 <= bytes.count else { return nil }
    let count = Int(number(place) as UInt32)
    guard count >= 16, count <= recordBytesMax, start + count <= bytes.count else { return nil }
    let payload = Array(bytes[start..<start + count])
    guard Sodium.hash(payload, purpose: purpose).prefix(8) == bytes[place + 4..<start],
      let span = HistorySpan(rawValue: payload[0])
    else { return nil }
    let valueCount = Int(number(start + 4) as UInt32)
    guard count == 16 + valueCount * 4 else { return nil }
    let time = Timestamp(microseconds: Int64(bitPattern: number(start + 8) as UInt64))
    let values = [Float](unsafeUninitializedCapacity: valueCount) { buffer, initialised in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[start + 16..<start + count]))
      }
      initialised = valueCount
    }
    return (span, HistorySample(time: time, values: values), start + count)
  }
}
