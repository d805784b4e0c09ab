package import SteelyardContracts
import SteelyardJSONScanner

/// A JSON document, checked as a whole before the first value is read.
///
/// One pass of simdjson lays every value out as a node; `JSONValue` walks the nodes. Keys that
/// stand twice in an object, text after the document, and numbers or strings that no reader asks
/// for but are malformed are all refused here.
package final class JSONDocument {
  /// The file that errors name.
  let input: InputFile
  private let scanned: OpaquePointer
  let nodes: UnsafeBufferPointer<SteelyardJSONNode>

  /// Scans a document whose root is an object or an array.
  ///
  /// - Throws: `invalidInput` with line and column where the text is not JSON in UTF-8,
  ///   `limitExceeded` beyond 64 levels, 32 Mi values or 1 GiB.
  package init(_ input: InputFile) throws(SteelyardError) {
    var status = STEELYARD_JSON_OK
    var offset = 0
    let skipped = input.byteOrderMarkLength
    let scanned = input.bytes.withUnsafeBufferPointer { bytes in
      let text = UnsafeBufferPointer(rebasing: bytes[skipped...])
      return steelyard_json_scan(text.baseAddress, text.count, &status, &offset)
    }
    guard let scanned else {
      throw JSONDocument.error(status, input: input, offset: offset + skipped)
    }
    self.input = input
    self.scanned = scanned
    var count = 0
    let first = steelyard_json_nodes(scanned, &count)
    nodes = UnsafeBufferPointer(start: first, count: count)
  }

  deinit { steelyard_json_free(scanned) }

  /// The whole document.
  package var root: JSONValue { JSONValue(document: self, index: 0) }

  private static func error(
    _ status: SteelyardJSONStatus, input: InputFile, offset: Int
  ) -> SteelyardError {
    let place = input.place(atByte: offset)
    let limit = "Split the file."
    return switch status {
    case STEELYARD_JSON_TRUNCATED:
      input.error("The JSON breaks off at \(place).", remedy: "Save the file again, in full.")
    case STEELYARD_JSON_NOT_UTF8:
      input.error("The text is not UTF-8 at \(place).", remedy: "Save the file as UTF-8.")
    case STEELYARD_JSON_TRAILING:
      input.error(
        "Something follows the end of the JSON document at \(place).",
        remedy: "Keep one document in a file.")
    case STEELYARD_JSON_DUPLICATE_KEY:
      input.error(
        "The object that ends before \(place) has the same key twice.",
        remedy: "Keep one of the two.")
    case STEELYARD_JSON_SCALAR_ROOT:
      input.error(
        "The JSON document is neither an object nor an array.",
        remedy: "Save the venue's whole answer.")
    case STEELYARD_JSON_TOO_DEEP:
      input.error(
        code: .limitExceeded,
        "The JSON is nested deeper than \(STEELYARD_JSON_DEPTH_MAX) levels at \(place).",
        remedy: "No accepted format is; check the file.")
    case STEELYARD_JSON_TOO_LARGE:
      input.error(
        code: .limitExceeded,
        "The JSON is larger than \(STEELYARD_JSON_BYTES_MAX >> 20) MiB.", remedy: limit)
    case STEELYARD_JSON_TOO_MANY_NODES:
      input.error(
        code: .limitExceeded, "The JSON has more than \(STEELYARD_JSON_NODES_MAX) values.",
        remedy: limit)
    case STEELYARD_JSON_OUT_OF_MEMORY:
      input.error(code: .limitExceeded, "The JSON does not fit into memory.", remedy: limit)
    default:
      input.error("The text is not JSON at \(place).", remedy: "Correct it there.")
    }
  }
}

extension InputFile {
  /// The length of a UTF-8 byte order mark at the start: 3 or 0.
  var byteOrderMarkLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// A byte offset for people: `line 3, column 12`, both from 1, columns in bytes.
  func place(atByte offset: Int) -> String {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return "line \(line), column \(before.count - start + 1)"
  }
}
