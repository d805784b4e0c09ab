/// What jobs and stress tests of the house do, as metrics: asked for when somebody reads.
enum JobMetrics {
  /// Adds them.
  static func add(to metrics: Metrics, _ desks: WorkDesks) {
    metrics.observed("steelyard_jobs", "Jobs that wait or run.", labels: ["state"]) {
      let counts = desks.jobs.openCounts
      return [Job.State.waiting, .running].map { ([$0.rawValue], Double(counts[$0] ?? 0)) }
    }
    metrics.observedCounter(
      "steelyard_jobs_ended_total", "Jobs that have ended, by how.", labels: ["kind", "state"]
    ) {
      let counts = desks.jobs.endedCounts
      return Job.Kind.allCases.flatMap { kind in
        Job.State.allCases.filter(\.isEnded).map { state in
          ([kind.rawValue, state.rawValue], Double(counts[kind]?[state] ?? 0))
        }
      }
    }
    metrics.observed("steelyard_job_result_bytes", "Results of jobs that are kept, in bytes.") {
      [([], Double(desks.jobs.keptBytes))]
    }
    metrics.observed(
      "steelyard_house_stress_tests", "Stress tests of the house that wait or run.",
      labels: ["state"]
    ) {
      let counts = desks.stress.counts
      return [(["waiting"], Double(counts.waiting)), (["running"], Double(counts.running))]
    }
  }
}
