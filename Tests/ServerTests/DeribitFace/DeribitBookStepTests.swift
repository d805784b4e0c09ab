import SteelyardFeeds
import SteelyardServer
import Testing

@Suite("Steps of a book, as Deribit tells them")
struct DeribitBookStepTests {
  @Test(
    "a level that was not there is new, another amount is a change, one that is gone is deleted")
  func steps() {
    let old = [BookLevel(price: 100, amount: 5), BookLevel(price: 99, amount: 3)]
    let new = [BookLevel(price: 101, amount: 1), BookLevel(price: 100, amount: 4)]
    #expect(
      DeribitBookStep.steps(from: old, to: new) == [
        DeribitBookStep(.new, price: 101, amount: 1),
        DeribitBookStep(.change, price: 100, amount: 4),
        DeribitBookStep(.delete, price: 99, amount: 0),
      ])
    #expect(DeribitBookStep.steps(from: old, to: old).isEmpty)
    #expect(DeribitBookStep.steps(from: [], to: new).allSatisfy { $0.action == .new })
  }
}
