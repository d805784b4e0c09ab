// The library of events: what happened, or might, and what coins did.

import { ask } from '../../api.js';
import { coin, signedPercent } from '../../format.js';

let kept = null;

/** The events, asked for once in the life of the page; the library is part of the program. */
export function events() {
  kept ??= ask('/stress/events').then(answer => answer.events, error => { kept = null; throw error; });
  return kept;
}

/** What an event does to spot of a coin; null where it says nothing of it. */
export function spotOf(event, code) {
  const move = event.moves.find(entry => entry.coin === code) ?? event.moves.find(entry => entry.coin === null || entry.coin === undefined);
  return move?.spot ?? null;
}

/** The moves of the first coins of the market in few words: `BTC −46.7 %  ETH −46.2 %`. */
export function movesInWords(event, coins) {
  return coins.map(code => [code, spotOf(event, code)]).filter(([, move]) => typeof move === 'number')
    .map(([code, move]) => `${coin(code)} ${signedPercent(move, 1)}`).join('  ');
}
