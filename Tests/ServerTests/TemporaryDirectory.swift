import Foundation

/// A directory for the time of `body`.
func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("steelyard-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  let outcome: Result<Value, any Error>
  do {
    outcome = .success(try await body(path))
  } catch {
    outcome = .failure(error)
  }
  try FileManager.default.removeItem(atPath: path)
  return try outcome.get()
}
