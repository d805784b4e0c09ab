import CThreads
import Foundation
import Glibc
import SteelyardContracts

/// The process' own figures under the names that Prometheus' clients share.
public enum ProcessMetrics {
  /// Adds them.
  public static func add(to metrics: Metrics) {
    let start = Double(WallClock.now.microseconds) * 1e-6
    metrics.observed("process_start_time_seconds", "When the process started, in UTC seconds.") {
      [([], start)]
    }
    metrics.observed("process_resident_memory_bytes", "Memory that the process holds.") {
      residentBytes().map { [([], $0)] } ?? []
    }
    metrics.observed(
      "steelyard_heap_bytes",
      "Memory that is in use, and memory that the allocator keeps for the next use.",
      labels: ["state"]
    ) {
      let heap = steelyard_measure_heap()
      return [(["used"], Double(heap.used)), (["kept"], Double(heap.kept))]
    }
    metrics.observed("process_open_fds", "Descriptors that are open.") {
      let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      return names.map { [([], Double($0.count))] } ?? []
    }
    metrics.observed("process_max_fds", "Descriptors that may be open.") {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return [] }
      return [([], Double(limit.rlim_cur))]
    }
  }

  /// The second figure of `statm` is pages held.
  ///
  /// Without /proc there is no series.
  private static func residentBytes() -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return nil
    }
    let parts = text.split(separator: " ")
    return parts.count > 1 ? Double(parts[1]).map { $0 * Double(getpagesize()) } : nil
  }
}
