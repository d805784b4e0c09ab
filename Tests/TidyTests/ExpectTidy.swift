import Testing

/// Fails once per finding, so that every line stands on its own in the output.
func expectTidy(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
  for finding in findings {
    Issue.record("\(finding)", sourceLocation: sourceLocation)
  }
}
