import SteelyardContracts

extension IndexObservation {
  /// Why this index can't stand in a snapshot, or nil where it can.
  var exclusion: SteelyardError? {
    if let price, !(price > 0 && price.isFinite) {
      return problem("The index of \(underlying) is \(price).", "Give a finite price above zero.")
    }
    if let confidence, !confidence.isConfidence {
      return problem(
        "The index of \(underlying) has the confidence \(confidence).",
        "Give a confidence from 0 to 1.")
    }
    return nil
  }

  /// The report that a second source says otherwise.
  func contradiction(of member: String) -> SteelyardError {
    problem(
      "A second, different \(member) of the index of \(underlying).",
      "Keep one of the two; the first was used.")
  }

  private func problem(_ message: String, _ remedy: String) -> SteelyardError {
    SteelyardError(
      .invalidInput, message, remedy: remedy,
      subject: .place(file: origin.file, row: origin.row, field: nil))
  }
}

extension ExpiryObservation {
  /// Why this expiry can't stand in a snapshot, or nil where it can.
  ///
  /// An expiry that has passed stands for its settlement price and for nothing else.
  func exclusion(at time: Timestamp) -> SteelyardError? {
    if let forward, !(forward > 0 && forward.isFinite) {
      return problem(
        .invalidInput, "\(name) has the forward \(forward).", "Give a finite forward above zero.")
    }
    if let rate, !ExpiryObservation.rates.contains(rate) {
      return problem(
        .invalidInput, "\(name) has the rate \(rate).",
        "Give a rate per year from -10 to 10; 0.04 is 4 %.")
    }
    if let average = settlementAverage {
      guard average.average > 0, average.average.isFinite else {
        return problem(
          .invalidInput, "\(name) has the settlement average \(average.average).",
          "Give a finite average above zero.")
      }
      guard average.elapsed >= 0, average.elapsed <= 1 else {
        return problem(
          .invalidInput, "\(name) has the elapsed share \(average.elapsed).",
          "Give a share of the window from 0 to 1.")
      }
    }
    let confidences = [
      ("forward", confidence.forward), ("rate", confidence.rate),
      ("volatility", confidence.volatility),
    ]
    for case (let member, let confidence?) in confidences where !confidence.isConfidence {
      return problem(
        .invalidInput, "\(name) has the \(member) confidence \(confidence).",
        "Give a confidence from 0 to 1.")
    }
    if expiry <= time, settlementAverage?.elapsed != 1 {
      return problem(
        .notApplicable, "\(name) had expired at \(time).",
        "Leave it out, or give its settlement average with elapsed 1.")
    }
    return nil
  }

  /// The report that a second source says otherwise.
  func contradiction(of member: String) -> SteelyardError {
    problem(
      .invalidInput, "A second, different \(member) of \(name).",
      "Keep one of the two; the first was used.")
  }

  private var name: String { "\(underlying) \(expiry)" }

  private func problem(
    _ code: SteelyardError.Code, _ message: String, _ remedy: String
  ) -> SteelyardError {
    SteelyardError(
      code, message, remedy: remedy,
      subject: .place(file: origin.file, row: origin.row, field: nil))
  }
}

extension Amount {
  /// Whether this can be a confidence: from 0 to 1.
  var isConfidence: Bool { !isNegative && self <= .one }
}
