/// How people see a number; programs get all its digits.
public enum NumberStyle: Sendable, Hashable {
  /// So many decimals, thousands separated: money.
  case grouped(Int)
  /// As many decimals as it has, thousands separated: quantities that were typed by people.
  case shortest
  /// So many decimals.
  case fixed(Int)
  /// So many significant digits, in powers of ten where very large or small.
  case significant(Int)
}
