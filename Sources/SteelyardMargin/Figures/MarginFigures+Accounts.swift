extension MarginFigures {
  /// Columns of figures that were found one by one.
  package init(_ accounts: [AccountFigures]) {
    self.init(accountCount: accounts.count)
    for (place, figures) in accounts.enumerated() { set(figures, at: place) }
  }
}
