import SteelyardScenarios

extension ScreenBook {
  /// A book by pointer, for loops over many accounts; none outlives the call that lends it.
  struct View {
    let columns: ScreenColumns.View
    let accounts: UnsafeBufferPointer<Account>
    let assets: UnsafeBufferPointer<Asset>
    let futures: UnsafeBufferPointer<Future>
    let shorts: UnsafeBufferPointer<Short>
    let parts: UnsafeBufferPointer<Part>
    let accountsOfOwner: UnsafeBufferPointer<Int32>

    /// The contracts of a part.
    func contracts(of part: Int) -> Range<Int> {
      let start = columns.positions(of: part).lowerBound
      return start..<start + Int(parts[part].contractCount)
    }
  }

  /// Lends the book.
  func withView<Value>(_ body: (View) -> Value) -> Value {
    columns.withView { columns in
      accounts.withUnsafeBufferPointer { accounts in
        assets.withUnsafeBufferPointer { assets in
          futures.withUnsafeBufferPointer { futures in
            shorts.withUnsafeBufferPointer { shorts in
              parts.withUnsafeBufferPointer { parts in
                accountsOfOwner.withUnsafeBufferPointer { owners in
                  body(
                    View(
                      columns: columns, accounts: accounts, assets: assets, futures: futures,
                      shorts: shorts, parts: parts, accountsOfOwner: owners))
                }
              }
            }
          }
        }
      }
    }
  }
}
