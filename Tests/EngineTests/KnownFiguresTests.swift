import SteelyardEngine
import SteelyardMargin
import Testing

@Suite("Figures that questions have found")
struct KnownFiguresTests {
  private func figures(_ equity: Double) -> AccountFigures {
    var figures = AccountFigures()
    figures.equity = equity
    return figures
  }

  @Test("are known for the account as it was, on the frame that they were found on")
  func kept() {
    let known = KnownFigures(countMax: 4)
    known.keep(figures(1), of: 7, at: 20, on: 3)
    #expect(known.figures(of: 7, at: 20, on: 3)?.equity == 1)
    #expect(known.figures(of: 7, at: 21, on: 3) == nil, "it has changed since")
    #expect(known.figures(of: 8, at: 20, on: 3) == nil)
    #expect(known.figures(of: 7, at: 20, on: 4) == nil, "the market has moved")
    known.keep(figures(2), of: 7, at: 21, on: 3)
    #expect(known.figures(of: 7, at: 21, on: 3)?.equity == 2)
    #expect(known.figures(of: 7, at: 20, on: 3) == nil)
  }

  @Test("go with their frame, and what is found on an older one is not kept")
  func frames() {
    let known = KnownFigures(countMax: 4)
    known.keep(figures(1), of: 1, at: 5, on: 3)
    known.keep(figures(2), of: 2, at: 5, on: 4)
    #expect(known.count == 1 && known.figures(of: 1, at: 5, on: 3) == nil)
    known.keep(figures(3), of: 1, at: 5, on: 3)
    #expect(known.count == 1 && known.figures(of: 1, at: 5, on: 3) == nil)
  }

  @Test("are bounded: further accounts are not kept, those kept are renewed")
  func bounded() {
    let known = KnownFigures(countMax: 2)
    for account in 0..<5 { known.keep(figures(Double(account)), of: account, at: 1, on: 1) }
    #expect(known.count == 2)
    #expect(known.figures(of: 1, at: 1, on: 1)?.equity == 1)
    #expect(known.figures(of: 2, at: 1, on: 1) == nil)
    known.keep(figures(9), of: 1, at: 2, on: 1)
    #expect(known.figures(of: 1, at: 2, on: 1)?.equity == 9)
  }
}
