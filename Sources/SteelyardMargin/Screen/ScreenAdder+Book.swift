import SteelyardScenarios

extension ScreenFrame {
  /// Adds up some accounts of a book, and writes the sizes of their assets into its columns.
  ///
  /// - Precondition: The book's accounts were written over the frame's universe, or one that it continues: the loops read
  ///   lines of instruments without asking whether there are so many.
  func sums(of accounts: [Int32], in book: ScreenBook) -> [ScreenSums] {
    precondition(book.universeEnd <= lines.count, "accounts over the universe of another frame")
    var tiers: [CollateralTier] = []
    let assets = book.assetNames.map { ScreenAsset($0, in: self, tiers: &tiers) }
    var parts = [ScreenPartSums](repeating: ScreenPartSums(), count: book.parts.count)
    var sizes = [Double](repeating: 0, count: book.assets.count)
    let sums = book.withView { view in
      adding(view, assets, tiers, &parts, &sizes) { adder in
        var sums = accounts.map { adder.sums(of: Int($0)) }
        guard screen.looksAtSize else { return sums }
        let owners = ScreenOwners(of: adder)
        for (place, account) in accounts.enumerated() where !sums[place].needsFigures {
          adder.addClosing(of: Int(account), owners: owners, &sums[place])
        }
        return sums
      }
    }
    book.setSizes(sizes, of: accounts)
    return sums
  }

  private func adding<Value>(
    _ book: ScreenBook.View, _ assets: [ScreenAsset], _ tiers: [CollateralTier],
    _ parts: inout [ScreenPartSums], _ sizes: inout [Double], _ body: (ScreenAdder) -> Value
  ) -> Value {
    lines.withUnsafeBufferPointer { lines in
      oracles.withUnsafeBufferPointer { oracles in
        screen.charges.withUnsafeBufferPointer { charges in
          assets.withUnsafeBufferPointer { assets in
            tiers.withUnsafeBufferPointer { tiers in
              usdPerCoin.withUnsafeBufferPointer { usdPerCoin in
                coinOfBlock.withUnsafeBufferPointer { coinOfBlock in
                  parts.withUnsafeMutableBufferPointer { parts in
                    sizes.withUnsafeMutableBufferPointer { sizes in
                      body(
                        ScreenAdder(
                          book: book, lines: lines, oracles: oracles, charges: charges,
                          assets: assets, tiers: tiers, usdPerCoin: usdPerCoin,
                          coinOfBlock: coinOfBlock, parts: parts, sizes: sizes,
                          assetRows: screen.assets.count, equity: screen.specification.equity,
                          assetsMax: screen.specification.collateral.assetsMax ?? .max))
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
