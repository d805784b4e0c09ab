import SteelyardContracts

/// Prices of assets in US dollars as they are given and derived.
struct AssetPriceTable {
  private var prices: [Currency: AssetPrice] = [:]

  /// The prices that callers gave; of two that differ the first counts and the other is reported.
  init(explicit: [AssetPrice], _ problems: inout [SteelyardError]) {
    for price in explicit {
      guard price.priceUSD > 0, price.priceUSD.isFinite else {
        problems.append(
          SteelyardError(
            .invalidInput, "The price of \(price.asset) is \(price.priceUSD) (\(price.source)).",
            remedy: "Give a finite price above zero."))
        continue
      }
      if let stable = price.stablePriceUSD, !(stable > 0 && stable.isFinite) {
        problems.append(
          SteelyardError(
            .invalidInput, "The stable price of \(price.asset) is \(stable) (\(price.source)).",
            remedy: "Give a finite price above zero."))
        continue
      }
      if let confidence = price.confidence, !confidence.isConfidence {
        problems.append(
          SteelyardError(
            .invalidInput,
            "The price of \(price.asset) has the confidence \(confidence) (\(price.source)).",
            remedy: "Give a confidence from 0 to 1."))
        continue
      }
      if let other = prices[price.asset] {
        if other.priceUSD != price.priceUSD {
          problems.append(
            SteelyardError(
              .invalidInput,
              "\(price.asset) is \(price.priceUSD) USD by \(price.source) and \(other.priceUSD) USD "
                + "by \(other.source).",
              remedy: "Keep one of the two; \(other.source) was used."))
        } else if other.stablePriceUSD != price.stablePriceUSD {
          problems.append(
            SteelyardError(
              .invalidInput,
              "\(price.asset) has two stable prices, by \(price.source) and by \(other.source).",
              remedy: "Keep one of the two; \(other.source) was used."))
        } else if other.confidence != price.confidence {
          problems.append(
            SteelyardError(
              .invalidInput,
              "The price of \(price.asset) has two confidences, by \(price.source) and by "
                + "\(other.source).",
              remedy: "Keep one of the two; \(other.source) was used."))
        }
      } else {
        prices[price.asset] = price
      }
    }
  }

  /// The prices in the order of the assets.
  var sorted: [AssetPrice] { prices.values.sorted { $0.asset < $1.asset } }

  /// Takes the index of an underlying quoted in US dollars as the price of its base.
  mutating func derive(from underlying: Underlying, index: UnderlyingRows.Index) {
    guard underlying.quote == .usd, prices[underlying.base] == nil else { return }
    prices[underlying.base] = AssetPrice(
      asset: underlying.base, priceUSD: index.value, source: "\(index.source) of \(underlying)",
      confidence: index.confidence)
  }

  /// An index for want of an observed one: base price over quote price, both in US dollars.
  func index(of underlying: Underlying) -> UnderlyingRows.Index? {
    guard let base = prices[underlying.base] else { return nil }
    if underlying.quote == .usd {
      return UnderlyingRows.Index(
        value: base.priceUSD, source: base.source, confidence: base.confidence)
    }
    guard let quote = prices[underlying.quote] else { return nil }
    return UnderlyingRows.Index(
      value: base.priceUSD / quote.priceUSD, source: "\(base.source) over \(quote.source)",
      confidence: Self.least(base.confidence, quote.confidence))
  }

  /// Prices that two indices give together: BTC/USD over BTC/USDC is USDC in US dollars, and
  /// SOL/USDC times USDC is SOL in US dollars.
  mutating func deriveThroughQuotes(_ indices: [Underlying: UnderlyingRows.Index]) {
    let ordered = indices.sorted { $0.key < $1.key }.filter { $0.key.quote != .usd }
    for (underlying, index) in ordered where prices[underlying.quote] == nil {
      guard let base = prices[underlying.base] else { continue }
      prices[underlying.quote] = AssetPrice(
        asset: underlying.quote, priceUSD: base.priceUSD / index.value,
        source: "\(base.source) over \(index.source) of \(underlying)",
        confidence: Self.least(base.confidence, index.confidence))
    }
    for (underlying, index) in ordered where prices[underlying.base] == nil {
      guard let quote = prices[underlying.quote] else { continue }
      prices[underlying.base] = AssetPrice(
        asset: underlying.base, priceUSD: index.value * quote.priceUSD,
        source: "\(index.source) of \(underlying) times \(quote.source)",
        confidence: Self.least(index.confidence, quote.confidence))
    }
  }

  /// A price from two others is no surer than the less sure of them, as far as these say.
  private static func least(_ first: Amount?, _ second: Amount?) -> Amount? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }
}
