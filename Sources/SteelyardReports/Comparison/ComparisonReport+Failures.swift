import SteelyardContracts
import SteelyardMargin

extension ComparisonReport {
  /// What went wrong once or more often in the same words, and under which models.
  struct FailureGroup {
    var models: [String]
    /// The first of them.
    let error: SteelyardError
    /// How many there are.
    var count = 1
  }

  /// What each model left out or found beyond its limits; rows left out at reading hold for all.
  private var failures: [FailureGroup] {
    var failures = readingFailures.map { error in
      FailureGroup(models: comparison.outcomes.map(\.name), error: error)
    }
    var place: [SteelyardError: Int] = [:]
    for outcome in comparison.outcomes {
      for error in outcome.explanation.failures + outcome.explanation.breaches {
        if let known = place[error] {
          failures[known].models.append(outcome.name)
        } else {
          place[error] = failures.count
          failures.append(FailureGroup(models: [outcome.name], error: error))
        }
      }
    }
    return failures
  }

  /// The failures, those that differ in their subject alone told as one: a model without rates for
  /// an underlying says so of every position in it. JSON tells each.
  var failureGroups: [FailureGroup] {
    var groups: [FailureGroup] = []
    for failure in failures {
      let same = groups.firstIndex { group in
        group.models == failure.models && group.error.code == failure.error.code
          && group.error.message == failure.error.message
          && group.error.remedy == failure.error.remedy && group.error.cause == failure.error.cause
      }
      if let same { groups[same].count += 1 } else { groups.append(failure) }
    }
    return groups
  }
}
