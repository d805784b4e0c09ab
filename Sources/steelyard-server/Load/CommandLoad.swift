import SteelyardContracts
import SteelyardEngine

/// What clients measured that sent commands for some seconds, each the next one once the last is durable.
struct CommandLoad {
  /// Commands that were done.
  private(set) var doneCount = 0
  /// Commands that were refused.
  private(set) var refusedCount = 0
  /// From the first command to the last answer.
  private(set) var seconds = 0.0
  /// From asking to the answer, in nanoseconds, in ascending order.
  private(set) var latencies: [Int64] = []

  /// Commands that were done in a second.
  var ratePerSecond: Double { Double(doneCount) / seconds }

  /// The latency that a share of the answers does not exceed, in milliseconds; 0 without answers.
  func milliseconds(atShare share: Double) -> Double {
    guard let last = latencies.indices.last else { return 0 }
    return Double(latencies[min(last, Int(Double(latencies.count) * share))]) * 1e-6
  }

  /// Runs clients against an engine.
  init(_ loaded: LoadedEngine, clients: Int, seconds wanted: Double) async throws(SteelyardError) {
    let clock = LoadClock()
    let engine = loaded.engine
    let run = clock.now().microseconds
    let start = clock.steadyNanoseconds()
    let end = start + Int64(wanted * 1e9)
    let results = await withTaskGroup(of: Result<Part, SteelyardError>.self) { group in
      for number in 0..<clients {
        group.addTask {
          do throws(SteelyardError) {
            return .success(try await Part(engine, client: number, run: run, until: end))
          } catch {
            return .failure(error)
          }
        }
      }
      var results: [Result<Part, SteelyardError>] = []
      for await result in group { results.append(result) }
      return results
    }
    seconds = Double(clock.steadyNanoseconds() - start) * 1e-9
    for result in results {
      let part = try result.get()
      doneCount += part.latencies.count
      refusedCount += part.refusedCount
      latencies += part.latencies
    }
    latencies.sort()
  }

  /// What one client measured.
  private struct Part: Sendable {
    var latencies: [Int64] = []
    var refusedCount = 0

    init(
      _ engine: Engine, client number: Int, run: Int64, until end: Int64
    ) async throws(SteelyardError) {
      let clock = LoadClock()
      var client = try LoadClient(number)
      while clock.steadyNanoseconds() < end {
        let command = try client.next(run: run)
        let asked = clock.steadyNanoseconds()
        do throws(SteelyardError) {
          client.take(try await engine.submit(command, by: LoadClient.author))
          latencies.append(clock.steadyNanoseconds() - asked)
        } catch {
          // A journal that fails ends the run; what margin refuses is counted.
          if error.code == .unavailable { throw error }
          refusedCount += 1
        }
      }
    }
  }
}
