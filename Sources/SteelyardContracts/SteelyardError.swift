/// The one error type that callers of Steelyard meet.
///
/// It says what happened and to what (`message`, `subject`), what to do about it (`remedy`), and
/// carries a stable code for programs. Mathematics and optimisers return a status instead.
public struct SteelyardError: Error, Sendable, Hashable {
  /// The closed list of reasons.
  ///
  /// Raw values are stable and appear in JSON answers.
  public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
    case invalidInput = "invalid_input"
    case missingMarketData = "missing_market_data"
    case staleMarketData = "stale_market_data"
    case unsupported = "unsupported"
    case notApplicable = "not_applicable"
    case noConvergence = "no_convergence"
    case arbitrage = "arbitrage"
    case limitExceeded = "limit_exceeded"
    /// Another command with the same identifier, or one that changes what another has changed.
    case conflict = "conflict"
    /// What is named does not exist, or the caller may not know of it.
    case notFound = "not_found"
    /// Exact money: the balance does not suffice.
    case insufficientFunds = "insufficient_funds"
    /// Initial margin would not be met.
    case insufficientMargin = "insufficient_margin"
    /// The caller is not who may do this.
    case unauthorised = "unauthorised"
    /// The state of the account, the oracle or the service does not allow it now.
    case notAllowed = "not_allowed"
    /// Stored data is not what was written.
    case corruptData = "corrupt_data"
    /// A file, disk, database or network did not do its part.
    case unavailable = "unavailable"
  }

  /// What the error is about.
  public enum Subject: Sendable, Hashable {
    /// The call as a whole.
    case call
    /// An instrument, by the name the caller used.
    case instrument(String)
    /// An account, by its identifier.
    case account(String)
    /// A scenario, by its index from 0.
    case scenario(Int)
    /// A place in a file. Rows count from 1 and include the header; `field` is a column or a path.
    case place(file: String, row: Int?, field: String?)
  }

  /// Why it failed, for programs.
  public let code: Code
  /// What happened, with the values and their units, for people, in one line.
  public let message: String
  /// What the caller can do about it, in one line.
  public let remedy: String
  /// What it happened to.
  public let subject: Subject
  /// The message of the error underneath, if there was one.
  public let cause: String?

  /// Makes an error.
  public init(
    _ code: Code, _ message: String, remedy: String, subject: Subject = .call,
    cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.subject = subject
    self.cause = cause
  }

  /// The same error, told about another subject: a parser adds the file and row it was reading.
  public func about(_ subject: Subject) -> SteelyardError {
    SteelyardError(code, message, remedy: remedy, subject: subject, cause: cause)
  }
}

extension SteelyardError: CustomStringConvertible {
  /// One line: where, what, and what to do.
  public var description: String {
    let place = subject.description
    let tail = cause.map { " (\($0))" } ?? ""
    return (place.isEmpty ? "" : place + ": ") + message + tail + " " + remedy
  }
}

extension SteelyardError.Subject: CustomStringConvertible {
  /// The subject as it stands at the head of an error line; empty for the call itself.
  public var description: String {
    switch self {
    case .call: ""
    case .instrument(let name): name
    case .account(let name): "account \(name)"
    case .scenario(let index): "scenario \(index)"
    case .place(let file, let row, let field):
      [file.isEmpty ? nil : file, row.map { "row \($0)" }, field.map { "field \($0)" }]
        .compactMap { $0 }.joined(separator: ", ")
    }
  }
}
