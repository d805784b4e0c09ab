package import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Synchronization

/// Long work, one piece after the other on a thread of low priority: a bounded queue, and results that are kept for a
/// while.
///
/// Results are in memory alone: a restart forgets them.
package final class JobDesk: Sendable {
  /// How much it takes on and keeps.
  package struct Limits: Sendable {
    /// Jobs that wait; further ones are refused.
    package var waitingMax = 8
    /// Jobs of one account that wait or run, so that nobody's fill the queue.
    package var ofAccountMax = 2
    /// Ended jobs that are kept; the oldest are forgotten.
    package var keptMax = 50
    /// Bytes of all results that are kept.
    package var keptBytesMax = 64 << 20
    /// Bytes of what asks for a job.
    package var askedBytesMax = 16 << 10

    /// The defaults.
    package init() {}
  }

  private struct Contents {
    var last = 0
    var jobs: [Job] = []
    var isWorking = false
    var isStopped = false
    var ended: [Job.Kind: [Job.State: Int]] = [:]
  }

  private let contents = Mutex(Contents())
  private let now: @Sendable () -> Timestamp
  private let limits: Limits

  /// A desk without work.
  ///
  /// - Parameter now: The service's time.
  package init(limits: Limits = Limits(), now: @escaping @Sendable () -> Timestamp) {
    self.limits = limits
    self.now = now
  }

  /// Takes on a job.
  ///
  /// - Throws: A problem: 503 where too many wait, 429 where too many are of one account; 422 for what asks in too many
  ///   bytes.
  package func take(
    _ kind: Job.Kind, of account: AccountName?, asked: [UInt8], _ work: @escaping Job.Work
  ) throws -> Job {
    guard asked.count <= limits.askedBytesMax else {
      throw SteelyardError(
        .limitExceeded, "A job is asked for in \(asked.count) bytes.",
        remedy: "Use \(limits.askedBytesMax) at most.")
    }
    let time = now()
    let (job, begins) = try contents.withLock { contents in
      try admit(account, contents)
      contents.last += 1
      let job = Job(
        number: contents.last, kind: kind, account: account, asked: asked, askedAt: time,
        reins: JobReins(), work: work)
      contents.jobs.append(job)
      let begins = !contents.isWorking
      contents.isWorking = true
      return (job, begins)
    }
    if begins { WorkThread.start("jobs") { [self] in run() } }
    return job
  }

  private func admit(_ account: AccountName?, _ contents: Contents) throws {
    guard !contents.isStopped else {
      throw SteelyardError(
        .unavailable, "The service is stopping.", remedy: "Ask again when it is back.")
    }
    let open = contents.jobs.filter { !$0.state.isEnded }
    if let account, open.count(where: { $0.account == account }) >= limits.ofAccountMax {
      throw Problem(
        SteelyardError(
          .limitExceeded, "\(limits.ofAccountMax) jobs of \(account) wait or run already.",
          remedy: "Wait for one of them to end, or cancel it."), status: .tooManyRequests)
    }
    guard open.count(where: { $0.state == .waiting }) < limits.waitingMax else {
      throw SteelyardError(
        .unavailable, "\(limits.waitingMax) jobs wait already.",
        remedy: "Ask again when some have ended, or cancel one.")
    }
  }

  /// All jobs that are known, the latest first.
  package var jobs: [Job] { contents.withLock { $0.jobs.reversed() } }

  /// A job; nil for one that there never was, or that is forgotten.
  package func job(_ number: UInt64) -> Job? {
    contents.withLock { contents in contents.jobs.first { UInt64($0.number) == number } }
  }

  /// Cancels a job; one that has ended stays as it is.
  ///
  /// Whoever asks sees it cancelled at once; a step that is being computed is finished on the thread, and thrown away.
  package func cancel(_ number: UInt64) -> Job? {
    let time = now()
    return contents.withLock { contents in
      guard let place = contents.jobs.firstIndex(where: { UInt64($0.number) == number }) else {
        return nil
      }
      JobDesk.end(&contents, place, .cancelled, at: time)
      return contents.jobs[place]
    }
  }

  /// Cancels everything, and takes on no more.
  package func stop() {
    let time = now()
    contents.withLock { contents in
      contents.isStopped = true
      for place in contents.jobs.indices { JobDesk.end(&contents, place, .cancelled, at: time) }
    }
  }

  /// How many jobs wait or run, by state.
  package var openCounts: [Job.State: Int] {
    contents.withLock { contents in
      [
        .waiting: contents.jobs.count { $0.state == .waiting },
        .running: contents.jobs.count { $0.state == .running },
      ]
    }
  }

  /// How many jobs have ended since the start, by kind and state.
  package var endedCounts: [Job.Kind: [Job.State: Int]] { contents.withLock { $0.ended } }

  /// Bytes of the results that are kept.
  package var keptBytes: Int {
    contents.withLock { $0.jobs.reduce(0) { $0 + ($1.result?.count ?? 0) } }
  }

  // MARK: On the thread

  private func run() {
    while let job = next() {
      let outcome: Result<[UInt8], SteelyardError>
      do throws(SteelyardError) {
        outcome = .success(try job.work(job.reins))
      } catch {
        outcome = .failure(error)
      }
      finish(job, outcome)
    }
  }

  /// The oldest job that waits, which runs from now on.
  private func next() -> Job? {
    let time = now()
    return contents.withLock { contents in
      guard let place = contents.jobs.firstIndex(where: { $0.state == .waiting }) else {
        contents.isWorking = false
        return nil
      }
      contents.jobs[place].state = .running
      contents.jobs[place].begun = time
      return contents.jobs[place]
    }
  }

  private func finish(_ job: Job, _ outcome: Result<[UInt8], SteelyardError>) {
    let time = now()
    contents.withLock { contents in
      // One that was cancelled may be forgotten by now, and is ended anyway.
      guard let place = contents.jobs.firstIndex(where: { $0.number == job.number }) else { return }
      switch outcome {
      case .success(let result) where result.count <= limits.keptBytesMax:
        if !contents.jobs[place].state.isEnded { contents.jobs[place].result = result }
        JobDesk.end(&contents, place, .done, at: time)
      case .success(let result):
        contents.jobs[place].failure = SteelyardError(
          .limitExceeded, "The result has \(result.count) bytes.",
          remedy: "Ask for less: fewer hours, days or policies.")
        JobDesk.end(&contents, place, .failed, at: time)
      case .failure(let error):
        if !contents.jobs[place].state.isEnded { contents.jobs[place].failure = error }
        JobDesk.end(&contents, place, .failed, at: time)
      }
      forget(&contents)
    }
  }

  /// Ends a job that has not ended.
  private static func end(
    _ contents: inout Contents, _ place: Int, _ state: Job.State, at time: Timestamp
  ) {
    guard !contents.jobs[place].state.isEnded else { return }
    contents.jobs[place].reins.cancel()
    contents.jobs[place].state = state
    contents.jobs[place].ended = time
    contents.ended[contents.jobs[place].kind, default: [:]][state, default: 0] += 1
  }

  /// Forgets the oldest jobs that have ended, until the rest is within the limits.
  private func forget(_ contents: inout Contents) {
    func isOver() -> Bool {
      let ended = contents.jobs.filter(\.state.isEnded)
      return ended.count > limits.keptMax
        || ended.reduce(0) { $0 + ($1.result?.count ?? 0) } > limits.keptBytesMax
    }
    while isOver(), let oldest = contents.jobs.firstIndex(where: { $0.state.isEnded }) {
      contents.jobs.remove(at: oldest)
    }
  }
}
