import SteelyardContracts
import SteelyardDigests
import SteelyardEngine

/// The file that says how far one subscriber was told, replaced after every delivery.
///
/// It is a file of its own and not a table of the journal: a delivery must not take the disk's time from those who
/// wait for a commit, and only this subscriber's small mark has to be written.
struct DeliveryFile {
  private static let form = Array("steelyard deliveries 1\n".utf8)
  /// A mark is a hundred bytes.
  private static let bytesMax = 65_536

  private let file: WholeFile

  /// The file of a subscriber in a directory.
  init(directory: String, subscriber: String) {
    file = WholeFile(path: "\(directory)/\(subscriber).deliveries", what: "delivery file")
  }

  /// The mark; nil where there is none yet.
  ///
  /// - Throws: `corruptData` for a file that is not what was written.
  func read() throws(SteelyardError) -> DeliveryMark? {
    guard let bytes = try file.read(bytesMax: DeliveryFile.bytesMax) else { return nil }
    let head = DeliveryFile.form.count + SHA256Digest.byteCount
    guard bytes.starts(with: DeliveryFile.form), bytes.count > head else { throw damaged() }
    let mark = Array(bytes[head...])
    guard SHA256Digest(of: mark).bytes == Array(bytes[DeliveryFile.form.count..<head]) else {
      throw damaged()
    }
    do throws(SteelyardError) { return try DeliveryMark(bytes: mark) } catch { throw damaged() }
  }

  /// Keeps a mark.
  func write(_ mark: DeliveryMark) throws(SteelyardError) {
    let bytes = mark.bytes
    try file.replace(with: DeliveryFile.form + SHA256Digest(of: bytes).bytes + bytes)
  }

  private func damaged() -> SteelyardError {
    SteelyardError(
      .corruptData, "The delivery file \(file.path) is not what was written.",
      remedy: "Restore it, or remove it: the webhook then begins with the next alert.",
      subject: .place(file: file.path, row: nil, field: nil))
  }
}
