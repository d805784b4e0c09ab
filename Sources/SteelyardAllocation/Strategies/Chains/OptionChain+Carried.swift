import Glibc
import SteelyardContracts
import SteelyardPricing

/// A chain that has been seen, with how far the coin's volatility index has moved since: prices of every later instant.
///
/// With S the coin's price now, T the expiry, r its rate and sigma_0 its volatility at the forward in the snapshot:
///
///     F = S e^(r (T - t)),   x = ln(K/F) / (m sigma_0 sqrt(T - t)),   sigma(K) = m smile(x)
///
/// smile is the snapshot's own, on the line between its strikes and flat outside; m = index now / index then, 1 without
/// an index. A value is e^(-r (T - t)) times Black's: what the venue's mark in coins is worth at the price of the coin.
/// At the snapshot's own instant and price this is its mark. An expiry that the snapshot does not list takes the smile
/// of the nearest one.
///
/// - Source: a smile that sticks to moneyness, E. Derman, "Regimes of volatility", Risk (April 1999); F. Black, "The
///   pricing of commodity contracts", J. Financial Economics 3 (1976).
struct CarriedChain {
  let chain: OptionChain
  /// The index now over the index at the snapshot.
  let levelMove: Double

  /// Where an option stands on the smile.
  struct Place {
    let expiry: OptionChain.Expiry
    let forward: Double
    let years: Double
    let moneyness: Double
    let volatility: Double
  }

  /// Where a strike stands; nil once it has expired.
  func place(
    _ expiryTime: Timestamp, strike: Double, spot: Double, at time: Timestamp
  ) -> Place? {
    place(chain.expiry(nearest: expiryTime), expiryTime, strike: strike, spot: spot, at: time)
  }

  private func place(
    _ expiry: OptionChain.Expiry, _ settles: Timestamp, strike: Double, spot: Double,
    at time: Timestamp
  ) -> Place? {
    let years = time.years(to: settles)
    guard years > 0, strike > 0 else { return nil }
    let forward = spot * exp(expiry.rate * years)
    let moneyness =
      log(strike / forward) / (levelMove * expiry.volatility * years.squareRoot())
    let (after, share) = ChainColumn.position(of: moneyness, expiry.moneyness)
    let strikes = expiry.strikes
    let volatility =
      after == 0
      ? strikes[0].volatility
      : strikes[after - 1].volatility
        + share * (strikes[after].volatility - strikes[after - 1].volatility)
    return Place(
      expiry: expiry, forward: forward, years: years, moneyness: moneyness,
      volatility: volatility * levelMove)
  }

  /// What an option is worth and how it moves; nil once it has expired.
  func quote(
    _ terms: OptionTerms, strike: Double, spot: Double, at time: Timestamp
  ) -> OptionQuote? {
    guard let place = place(terms.expiry, strike: strike, spot: spot, at: time),
      let option = try? Black76(
        forward: place.forward, strike: strike, timeToExpiry: place.years,
        volatility: place.volatility, rate: place.expiry.rate)
    else { return nil }
    let greeks = option.greeks(terms.right)
    // Of the coin's price, not of its forward: F = growth x S, and what is discounted grows back.
    let growth = place.forward / spot
    return OptionQuote(
      forward: place.forward, volatility: place.volatility, value: option.value(terms.right),
      delta: greeks.forwardDelta * growth, gamma: greeks.forwardGamma * growth * growth,
      vegaPerPoint: greeks.vega / 100, thetaPerDay: greeks.theta / 365)
  }

  /// Bid and ask of an option as shares of what it is worth: the snapshot's, at the same moneyness.
  ///
  /// A bid that is missing in the snapshot is one of nothing, a missing ask is that of the nearest strike that has one.
  ///
  /// - Returns: Nil once it has expired, and for an ask where nobody asked anything of the expiry.
  func shares(
    _ terms: OptionTerms, strike: Double, spot: Double, at time: Timestamp
  ) -> (bid: Double, ask: Double?)? {
    guard let place = place(terms.expiry, strike: strike, spot: spot, at: time) else { return nil }
    var (bids, bidPlaces): ([Double], [Double]) = ([], [])
    var (asks, askPlaces): ([Double], [Double]) = ([], [])
    for (node, listed) in place.expiry.strikes.enumerated() {
      guard let quotes = listed.quotes(terms.right) else { continue }
      bids.append(min(quotes.bid ?? 0, 1))
      bidPlaces.append(place.expiry.moneyness[node])
      guard let ask = quotes.ask else { continue }
      asks.append(max(ask, 1))
      askPlaces.append(place.expiry.moneyness[node])
    }
    guard !bids.isEmpty else { return (0, nil) }
    return (
      ChainColumn.value(at: place.moneyness, bidPlaces, bids),
      asks.isEmpty ? nil : ChainColumn.value(at: place.moneyness, askPlaces, asks)
    )
  }

  /// The listed option nearest to a delta in the first expiry that is at least so many days ahead.
  ///
  /// Only what was quoted on both sides counts; nil where nothing was.
  ///
  /// - Parameter delta: Its size, above 0, below 1.
  func option(
    delta: Double, _ right: OptionRight, days: Double, spot: Double, at time: Timestamp
  ) -> OptionTerms? {
    for expiry in chain.expiries where time.days(to: expiry.time) >= days {
      var best: (terms: OptionTerms, gap: Double)?
      for listed in expiry.strikes where listed.quotes(right)?.hasBoth == true {
        guard
          let place = place(expiry, expiry.time, strike: listed.strike, spot: spot, at: time),
          let option = try? Black76(
            forward: place.forward, strike: listed.strike, timeToExpiry: place.years,
            volatility: place.volatility, rate: 0)
        else { continue }
        let gap = abs(abs(option.forwardDelta(right)) - delta)
        if gap < best?.gap ?? .infinity {
          best = (
            OptionTerms(expiry: expiry.time, strike: listed.exact, right: right), gap
          )
        }
      }
      if let best { return best.terms }
    }
    return nil
  }
}
