// How far the account is from its liquidation: the nearest joint moves of the market, and how probable any is.

import { h, fill } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { duration, number, significant, signedPercent, words } from '../../format.js';
import { empty, failure } from '../../parts/card.js';
import { table } from '../../parts/table.js';

export function nearest({ name }) {
  const button = h('button', { type: 'button', onclick: () => search() }, 'Search again');
  const body = h('div');
  const abort = new AbortController();
  const columns = [
    { title: 'Moves together', cell: row => row.moves.map(move => `${quantity(move.quantity)} ${signedPercent(move.move, 1)}`).join(', ') },
    { title: 'Distance', unit: 'deviations', number: true, cell: row => number(row.distance, 2), order: row => row.distance },
    { title: 'That far or farther', unit: '%', number: true, cell: row => significant(row.probability_beyond * 100, 3), order: row => row.probability_beyond },
    { title: 'Known by', cell: row => words(row.evidence) },
  ];

  async function search() {
    button.disabled = true;
    fill(body, h('div', { class: 'empty', role: 'status' }, 'Searching for the edge…'));
    try {
      const { result } = await ask(accountPath(name, '/reverse-stress'), { body: {}, signal: abort.signal });
      show(result.reverse);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      fill(body, failure(error));
    } finally {
      button.disabled = false;
    }
  }

  function show(reverse) {
    if (!reverse) {
      fill(body, empty('No move of the market takes this account to its maintenance margin.'));
      return;
    }
    const { probability } = reverse;
    const bound = probability.probability > 0 ? `${significant(probability.probability * 100, 3)} %` : `below ${significant(probability.upper_bound_95 * 100, 2)} % (95 % sure)`;
    const rows = reverse.points ?? [];
    fill(body,
      h('p', { class: 'notice' }, h('strong', null, `Probability of liquidation over ${duration(reverse.horizon_days * 86400)}: ${bound}`),
        rows.length === 0
          ? `No joint move within 8 deviations takes the maintenance excess to zero; ${number(reverse.starts)} directions were searched.`
          : 'The nearest joint moves that take the maintenance excess to zero:'),
      rows.length > 0 && table({ label: 'Nearest joint moves to liquidation', columns, rows }).element);
  }

  search();
  return { cards: [{ title: 'Nearest liquidation', width: 'half', flush: true, actions: [button], node: h('div', { class: 'tall short', tabindex: 0, role: 'region', 'aria-label': 'Nearest liquidation' }, body) }], leave() { abort.abort(); } };
}

/** A quantity of the reverse stress in words: `spot_btc` is `BTC`, `volatility_btc` is `BTC volatility`. */
function quantity(code) {
  const match = /^(.+)_([^_]+)$/.exec(String(code));
  if (!match) return words(code);
  return match[1] === 'spot' ? match[2].toUpperCase() : `${match[2].toUpperCase()} ${words(match[1])}`;
}
