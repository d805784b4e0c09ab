import Foundation
import SteelyardContracts
import SteelyardScenarios

/// The table of events in `docs/events.md`, made from the library, so that no number is typed.
struct EventTable {
  let library: EventLibrary

  /// The rows of one kind, in order of time, under their header.
  func text(_ kind: EventKind) -> String {
    let events = library.only(kind).events
    let header =
      "| event | known from | hours | BTC | ETH | SOL | others | 30-day volatility | other figures |\n"
      + "|---|---|---|---|---|---|---|---|---|\n"
    return header + events.map(row).joined(separator: "\n") + "\n"
  }

  private func row(_ event: MarketEvent) -> String {
    let coins = ["BTC", "ETH", "SOL"]
    let spots = (coins + [nil]).map { code in
      event.figures.first { $0.factor == .spot && $0.asset?.code == code }.map(number) ?? ""
    }
    // BTC's volatility stands for the market's where both are there.
    let volatility = event.figures.first { $0.factor == .volatilityLevel }
    let others = event.figures.filter { figure in
      guard figure.factor != .volatilityLevel, figure.factor != .beta else { return false }
      guard figure.factor == .spot else { return true }
      // Coins with a story of their own; the other coins' figures stand in the file.
      return figure.asset.map { ["XRP", "LUNA", "FTT"].contains($0.code) && isLead($0, event) }
        == true
    }
    let cells =
      ["`\(event.id)`", String(event.knownFrom.description.prefix(10)), hours(event)] + spots
      + [volatility.map(number) ?? "", others.map(named).joined(separator: "; ")]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func isLead(_ asset: Currency, _ event: MarketEvent) -> Bool {
    [
      "XRP": ["2020-12-23-xrp", "2023-07-13-ripple"],
      "LUNA": ["2022-05-09-terra", "2022-05-11-luna"], "FTT": ["2022-11-08-ftx"],
    ][asset.code]?
    .contains(event.id) == true
  }

  private func hours(_ event: MarketEvent) -> String {
    let later = event.path.map { plain($0.hours) }.joined(separator: ", ")
    return plain(event.horizonHours) + (later.isEmpty ? "" : ", then \(later)")
  }

  private func plain(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }

  private func named(_ figure: EventFigure) -> String {
    let words = figure.factor.rawValue.split(separator: "_").joined(separator: " ")
    return "\(figure.asset.map { "\($0) " } ?? "")\(words) \(number(figure))"
  }

  /// The value with its mark: c computed, t cited from a text, u unsourced.
  private func number(_ figure: EventFigure) -> String {
    let mark =
      switch figure.evidence {
      case .computed: "c"
      case .cited: "t"
      case .unsourced: "u"
      }
    let (scale, digits, unit): (Double, Int, String) =
      switch figure.factor {
      case .skew, .beta: (1, 2, "")
      case .funding, .perpetualPremium: (100, 2, " %")
      // A loss of nearly all is told apart from one of all.
      default: (100, figure.value < -0.99 ? 2 : 1, " %")
      }
    let text = String(format: "%.\(digits)f", abs(figure.value * scale))
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    let sign = isZero ? "" : figure.value < 0 ? "−" : "+"
    return sign + text + unit + " " + mark
  }
}
