/// A value in a log line.
///
/// Secrets have no way to become one.
public enum LogValue: Sendable, Hashable {
  /// A text; long ones are cut.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// A number; one that JSON cannot say is written as text.
  case number(Double)
  /// True or false.
  case boolean(Bool)
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
