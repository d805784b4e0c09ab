import SteelyardContracts
import Testing

@Suite("SteelyardError")
struct SteelyardErrorTests {
  @Test("the line names file, row, field, what happened and the remedy")
  func line() {
    let error = SteelyardError(
      .invalidInput, "quantity is \"abc\".", remedy: "Write a decimal number.",
      subject: .place(file: "book.csv", row: 3, field: "quantity"))
    #expect(
      error.description
        == "book.csv, row 3, field quantity: quantity is \"abc\". Write a decimal number.")
  }
}
