import SteelyardScenarios
import Testing

@Suite("Screen layouts")
struct ScreenLayoutTests {
  private func group(_ columns: Range<Int>) -> ScreenLayout.Group {
    ScreenLayout.Group(
      columns: columns, weights: columns.map { _ in 0.5 }, measure: .tail)
  }

  @Test("every column of every group stands in one tile, in order")
  func covers() {
    let layout = ScreenLayout([group(0..<320), group(320..<376), group(376..<384)])
    #expect(layout.tiles.map(\.columns.count) == [128, 128, 64, 56, 8])
    #expect(layout.tiles.map(\.width) == [128, 128, 64, 64, 32])
    #expect(layout.tiles.map(\.group) == [0, 0, 0, 1, 2])
    #expect(layout.tiles.flatMap { Array($0.columns) } == Array(0..<384))
    #expect(layout.width == 416)
  }

  @Test("columns of accounts: parts, slots and accounts written anew")
  func columns() {
    var columns = ScreenColumns()
    columns.begin(0)
    columns.end(0)
    columns.begin(1)
    columns.end(1)
    columns.begin(0)
    columns.beginPart(of: 0, .curved)
    columns.add(row: 3, quantity: 2)
    columns.beginPart(of: 0, .curved)
    columns.add(row: 5, quantity: -1)
    columns.add(row: 6, quantity: 4)
    columns.end(0)
    #expect(columns.slots(of: 0).count == 3)
    #expect(columns.slots(of: 1).count == 1)
    #expect(columns.parts(of: 0).map { columns.positions(of: $0).count } == [1, 2])
    #expect(columns.rowsEnd == 7)
    columns.begin(0)
    columns.beginPart(of: 0, .curved)
    columns.add(row: 1, quantity: 9)
    columns.end(0)
    let positions = columns.parts(of: 0).flatMap { Array(columns.positions(of: $0)) }
    #expect(positions.map { columns.row[$0] } == [1])
    #expect(columns.slots(of: 0).count == 1)
    #expect(columns.slots(of: 0).lowerBound < columns.slotCount)
  }

  @Test("what is linear has no slot of its own, and stands behind what is curved")
  func linear() {
    var columns = ScreenColumns()
    for account in 0..<3 {
      columns.begin(account)
      for shape in [[.curved, .linear], [.linear], [.linear, .linear]][account]
        as [ScreenColumns.Shape]
      {
        columns.beginPart(of: account, shape)
        columns.add(row: account, quantity: 1)
      }
      columns.end(account)
    }
    // All together and the curved part; all together; all together.
    #expect((0..<3).map { columns.slots(of: $0).count } == [2, 1, 1])
    #expect((0..<3).map { columns.linearParts(of: $0) } == [1..<2, 2..<3, 3..<5])
    columns.withView { view in
      for account in 0..<3 {
        #expect(view.slots(of: account) == columns.slots(of: account))
        #expect(view.linearParts(of: account) == columns.linearParts(of: account))
      }
    }
  }

  @Test("lists that are trimmed grow by a sixteenth, or by what is needed")
  func exactRoom() {
    var list = [Int]()
    for number in 0..<1000 { list.append(number) }
    list.trim()
    #expect(list == Array(0..<1000) && list.capacity < 1100)
    list.makeRoom(for: 3)
    #expect(list.capacity >= 1003 && list.capacity < 1200)
    list.makeRoom(for: 500)
    #expect(list.capacity >= 1500 && list.capacity < 1600)
  }
}
