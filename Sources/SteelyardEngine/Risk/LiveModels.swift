import SteelyardContracts
public import SteelyardLedger
public import SteelyardMargin
import SteelyardMarket

/// The margin models in force, by margin mode.
public struct LiveModels: Sendable {
  /// What margins subaccounts as a whole.
  public let portfolio: any MarginModel
  /// What margins position by position against all balances.
  public let cross: any MarginModel
  /// What margins position by position.
  public let isolated: any MarginModel

  /// Models from their parts; one may serve several modes.
  public init(portfolio: any MarginModel, cross: any MarginModel, isolated: any MarginModel) {
    self.portfolio = portfolio
    self.cross = cross
    self.isolated = isolated
  }

  /// The model of a mode.
  public subscript(mode: MarginMode) -> any MarginModel {
    switch mode {
    case .portfolio: portfolio
    case .cross: cross
    case .isolated: isolated
    }
  }
}
