import FoundationEssentials
import Glibc

/// Where the shared reference vectors lie.
///
/// STEELYARD_VECTORS, else beside the package. The files belong to others and are not part of it.
let vectorDirectory: String = {
  if let directory = getenv("STEELYARD_VECTORS") { return String(cString: directory) }
  return "../shared/reference/vectors"
}()

/// Whether a vector file can be read; a test that needs it is skipped, and says so, if not.
func hasVectors(_ name: String) -> Bool { access("\(vectorDirectory)/\(name).json", R_OK) == 0 }

private struct VectorFile<Row: Decodable>: Decodable { let vectors: [Row] }

/// The rows of a vector file.
func vectors<Row: Decodable>(_ name: String, of: Row.Type) throws -> [Row] {
  let data = try Data(contentsOf: URL(filePath: "\(vectorDirectory)/\(name).json"))
  return try JSONDecoder().decode(VectorFile<Row>.self, from: data).vectors
}

/// A decimal string of more digits than a double has.
struct LongDecimal: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Double(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number: \(text)")
    }
    self.value = value
  }
}
