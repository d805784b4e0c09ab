import Foundation
import SteelyardContracts
import SteelyardLedger
import SteelyardServer
import Synchronization
import TestSupport
import Testing

@Suite("The desk of jobs")
struct JobDeskTests {
  /// A gate that jobs of a test wait at, so that they run as long as the test wants.
  private final class Gate: Sendable {
    private let isOpen = Atomic<Bool>(false)
    func open() { isOpen.store(true, ordering: .releasing) }
    func wait(_ reins: JobReins) throws(SteelyardError) {
      while !isOpen.load(ordering: .acquiring) {
        try reins.check()
        usleep(1_000)
      }
    }
  }

  private func desk(_ change: (inout JobDesk.Limits) -> Void = { _ in }) throws -> JobDesk {
    var limits = JobDesk.Limits()
    change(&limits)
    let time = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    return JobDesk(limits: limits) { time }
  }

  private func add(
    _ desk: JobDesk, of account: String? = nil, _ work: @escaping Job.Work
  ) throws -> UInt64 {
    let name = try account.map { try AccountName($0) }
    return UInt64(try desk.take(.cascade, of: name, asked: Array("{}".utf8), work).number)
  }

  private func wait(_ desk: JobDesk, _ number: UInt64, for state: Job.State) async throws -> Job {
    for _ in 0..<12_000 {
      if let job = desk.job(number), job.state == state { return job }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try #require(desk.job(number), "job \(number) is \(state)")
  }

  @Test("runs one after the other, in order, and keeps results and failures")
  func order() async throws {
    let desk = try desk()
    let gate = Gate()
    let first = try add(desk) { reins throws(SteelyardError) in
      try gate.wait(reins)
      reins.report(0.5)
      return Array("1".utf8)
    }
    let second = try add(desk) { _ throws(SteelyardError) in
      throw SteelyardError(.missingMarketData, "No price.", remedy: "Wait.")
    }
    _ = try await wait(desk, first, for: .running)
    #expect(desk.job(second)?.state == .waiting)
    #expect(desk.openCounts == [.running: 1, .waiting: 1])
    gate.open()
    let done = try await wait(desk, first, for: .done)
    #expect(done.result == Array("1".utf8) && done.progress == 1 && done.failure == nil)
    let failed = try await wait(desk, second, for: .failed)
    #expect(failed.failure?.code == .missingMarketData && failed.result == nil)
    #expect(desk.endedCounts == [.cascade: [.done: 1, .failed: 1]])
    #expect(desk.jobs.map(\.number) == [2, 1])
  }

  @Test("a job is cancelled at once, while it runs as well as while it waits")
  func cancelled() async throws {
    let desk = try desk()
    let gate = Gate()
    let running = try add(desk) { reins throws(SteelyardError) in
      try gate.wait(reins)
      return []
    }
    let waiting = try add(desk) { _ throws(SteelyardError) in Array("2".utf8) }
    _ = try await wait(desk, running, for: .running)
    #expect(desk.cancel(running)?.state == .cancelled)
    // The thread is free as soon as the job looks at its reins.
    #expect(try await wait(desk, waiting, for: .done).result == Array("2".utf8))
    #expect(desk.job(running)?.state == .cancelled && desk.job(running)?.result == nil)
    #expect(desk.cancel(waiting)?.state == .done, "one that has ended stays as it is")
    #expect(desk.cancel(99) == nil)
  }

  @Test("the queue is bounded, and one account's jobs do not fill it")
  func bounded() async throws {
    let desk = try desk {
      $0.waitingMax = 3
      $0.ofAccountMax = 2
    }
    let gate = Gate()
    let work: Job.Work = { reins throws(SteelyardError) in
      try gate.wait(reins)
      return []
    }
    _ = try await wait(desk, try add(desk, work), for: .running)
    _ = try add(desk, of: "desk", work)
    _ = try add(desk, of: "desk", work)
    let third = #expect(throws: Problem.self) { try add(desk, of: "desk", work) }
    #expect(third?.status.code == 429 && third?.remedy.isEmpty == false)
    _ = try add(desk, of: "other", work)
    let full = #expect(throws: SteelyardError.self) { try add(desk, of: "third", work) }
    #expect(full?.code == .unavailable && full?.remedy.isEmpty == false)
    let long = #expect(throws: SteelyardError.self) {
      try desk.take(.cascade, of: nil, asked: [UInt8](repeating: 32, count: 1 << 20), work)
    }
    #expect(long?.code == .limitExceeded)
    desk.stop()
    #expect(desk.jobs.allSatisfy { $0.state == .cancelled })
    #expect(throws: SteelyardError.self) { try add(desk, work) }
  }

  @Test("what is kept is bounded by number and by bytes, the oldest goes first")
  func kept() async throws {
    let desk = try desk {
      $0.keptMax = 4
      $0.keptBytesMax = 1_000
    }
    var last: UInt64 = 0
    for size in [10, 10, 10, 10, 10, 10] {
      last = try add(desk) { _ throws(SteelyardError) in [UInt8](repeating: 48, count: size) }
    }
    _ = try await wait(desk, last, for: .done)
    #expect(desk.jobs.map(\.number) == [6, 5, 4, 3])
    last = try add(desk) { _ throws(SteelyardError) in [UInt8](repeating: 48, count: 985) }
    _ = try await wait(desk, last, for: .done)
    #expect(desk.jobs.map(\.number) == [7, 6] && desk.keptBytes == 995)
    last = try add(desk) { _ throws(SteelyardError) in [UInt8](repeating: 48, count: 1_001) }
    let failed = try await wait(desk, last, for: .failed)
    #expect(failed.failure?.code == .limitExceeded && desk.keptBytes == 995)
  }
}
