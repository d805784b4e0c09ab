import SteelyardContracts
import SteelyardValidation
import Testing

@Suite("Standard books")
struct StandardBooksTests {
  private let books = StandardBooks.all()

  @Test("every kind of book is there, each under a name of its own")
  func kinds() {
    #expect(Set(books.map(\.name)).count == books.count)
    for group in BacktestBook.Group.allCases where group != .own {
      #expect(books.contains { $0.group == group }, "\(group)")
    }
  }

  @Test("books outside the goals say why")
  func hypothetical() {
    for book in books where book.coins.contains(.eth) && !book.isDeltaOne {
      #expect(book.hypothetical != nil, "\(book.name)")
    }
    #expect(books.filter { $0.hypothetical == nil }.count >= 40)
  }
}
