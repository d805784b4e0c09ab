import SteelyardMargin

/// The figures of an account that a change is told of, in the order in which they are told.
enum WhatIfFigure: String, CaseIterable {
  case equity
  case initialCountedEquity = "initial_counted_equity"
  case maintenanceCountedEquity = "maintenance_counted_equity"
  case initialMargin = "initial_margin"
  case maintenanceMargin = "maintenance_margin"
  case initialExcess = "initial_excess"
  case maintenanceExcess = "maintenance_excess"

  /// What people call it.
  var words: String {
    switch self {
    case .equity: "equity"
    case .initialCountedEquity: "counted equity, initial"
    case .maintenanceCountedEquity: "counted equity, maintenance"
    case .initialMargin: "initial margin"
    case .maintenanceMargin: "maintenance margin"
    case .initialExcess: "initial excess"
    case .maintenanceExcess: "maintenance excess"
    }
  }

  /// The figure in report currency.
  func value(_ report: MarginReport) -> Double {
    let figures = report.explanation.figures
    let amountUSD =
      switch self {
      case .equity: figures.equity
      case .initialCountedEquity: figures.initialCountedEquity
      case .maintenanceCountedEquity: figures.maintenanceCountedEquity
      case .initialMargin: figures.initialMargin
      case .maintenanceMargin: figures.maintenanceMargin
      case .initialExcess: figures.initialExcess
      case .maintenanceExcess: figures.maintenanceExcess
      }
    return report.reported(amountUSD)
  }
}
