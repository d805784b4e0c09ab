import SteelyardContracts

extension InputFile {
  /// What the bytes look like.
  enum TextKind {
    case json, csv
  }

  /// Tells JSON from CSV by the first character that is not blank.
  ///
  /// - Throws: `invalidInput` for an empty or compressed file.
  func textKind() throws(SteelyardError) -> TextKind {
    if bytes.starts(with: [0x1F, 0x8B]) {
      throw error("The file is compressed by gzip.", remedy: "Unpack it: gunzip -k \(name)")
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw error("The file is a zip archive or a spreadsheet.", remedy: "Save it as CSV.")
    }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      throw error("The file is compressed by zstd.", remedy: "Unpack it: unzstd -k \(name)")
    }
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = bytes.dropFirst(byteOrderMarkLength).first(where: { !blanks.contains($0) })
    else {
      throw error("The file is empty.", remedy: "Save the data again.")
    }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .csv
  }
}
