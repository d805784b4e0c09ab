/// How an answer is written.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  /// Aligned columns for a terminal.
  case text
  /// One object with the documented field names.
  case json
  /// RFC 4180; every table of the answer under one header, see `docs/reports.md`.
  case csv
  /// One self-contained page, without scripts.
  case html
}
