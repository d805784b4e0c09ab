import SteelyardEngine
import Testing

@Suite("Numbers by hash")
struct NumberTableTests {
  @Test("every number is found, whatever the hashes", arguments: [1, 7, 1_000_003])
  func found(distinctHashes: Int) {
    let names = (0..<500).map { "account \($0)" }
    func hash(_ name: String) -> Int { name.hashValue % distinctHashes }
    var table = NumberTable()
    for number in names.indices {
      #expect(table.number(hash: hash(names[number])) { names[$0] == names[number] } == nil)
      table.insert(number) { hash(names[$0]) }
    }
    #expect(table.count == names.count)
    for (number, name) in names.enumerated() {
      #expect(table.number(hash: hash(name)) { names[$0] == name } == number)
    }
    #expect(table.number(hash: hash("nobody")) { names[$0] == "nobody" } == nil)
  }

  @Test("a number that is replaced stands for the same")
  func replaced() {
    var table = NumberTable()
    for number in 0..<20 { table.insert(number) { $0 % 5 } }
    table.replace(7, by: 107, hash: 2)
    #expect(table.number(hash: 2) { $0 == 107 } == 107)
    #expect(table.number(hash: 2) { $0 == 7 } == nil)
    #expect(table.count == 20)
  }
}
