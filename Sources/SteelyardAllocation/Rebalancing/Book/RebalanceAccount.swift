public import SteelyardContracts
public import SteelyardMargin

/// An account that is rebalanced: what it holds, and the model that margins it.
public struct RebalanceAccount: Sendable {
  /// Its name.
  public let name: String
  /// What it holds.
  public let portfolio: Portfolio
  /// The model that margins it.
  public let model: any MarginModel
  /// Requirements that no snapshot shows.
  public let stated: [StatedAmount]

  /// An account from its parts.
  public init(
    name: String, portfolio: Portfolio, model: any MarginModel, stated: [StatedAmount] = []
  ) {
    self.name = name
    self.portfolio = portfolio
    self.model = model
    self.stated = stated
  }
}
