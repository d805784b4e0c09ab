// A hedge, one press away: what the service would trade, what it costs, what it takes away, and why.

import { h, fill } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { instrument, number, percent, signed } from '../../format.js';
import { empty, failure } from '../../parts/card.js';
import { table } from '../../parts/table.js';

/** Proposals; `take(trades)` puts one into the ticket. */
export function hedge({ name }, take) {
  const objective = h('select', { 'aria-label': 'What to make less of' },
    h('option', { value: 'expected_shortfall' }, 'expected shortfall'), h('option', { value: 'margin' }, 'margin'), h('option', { value: 'variance' }, 'variance'));
  const most = h('select', { 'aria-label': 'Trades at most' }, [1, 2, 3, 4, 6].map(count => h('option', { value: count, selected: count === 3 }, `${count} ${count === 1 ? 'trade' : 'trades'} at most`)));
  const button = h('button', { class: 'primary', type: 'button', onclick: propose }, 'Propose');
  const element = h('div', null, empty('The cheapest trades of the live chain that take most risk away.'));
  let abort = null;

  async function propose() {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    button.disabled = true;
    fill(element, h('div', { class: 'empty', role: 'status' }, 'Looking through the chain…'));
    try {
      const { result } = await ask(accountPath(name, '/hedge'), { body: { objective: objective.value, trades_max: Number(most.value) }, signal: mine.signal });
      show(result);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      fill(element, failure(error));
    } finally {
      button.disabled = false;
    }
  }

  function show(result) {
    if (result.trades.length === 0) {
      fill(element, empty('Nothing in the chain takes away more than it costs.'));
      return;
    }
    const trades = table({
      label: 'Trades of the hedge', rows: result.trades,
      columns: [
        { title: 'Trade', cell: row => h('span', { title: row.instrument }, instrument(row.instrument)) },
        { title: 'Quantity', number: true, cell: row => `${signed(row.quantity, 4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} ${row.quantity_currency}` },
        { title: 'Cost', unit: 'USD', number: true, cell: row => number(row.cost.total) },
        { title: 'Takes away', unit: 'USD of risk', number: true, cell: row => number(row.risk_taken) },
      ],
    });
    const less = result.risk_before > 0 ? 1 - result.risk_after / result.risk_before : null;
    fill(element,
      h('p', { class: 'notice' }, h('strong', null, `${number(result.risk_before)} → ${number(result.risk_after)} USD of ${result.risk.replaceAll('_', ' ')}`),
        `${percent(less, 1)} less, for ${number(result.cost.total)} USD of spread, fees and impact; initial margin ${number(result.before.initial_margin)} → ${number(result.after.initial_margin)} USD.${result.rules_kept ? '' : ' Not every rule is kept; see the notes.'}`),
      trades.element,
      h('div', { class: 'notice' }, h('button', { class: 'primary', type: 'button', onclick: () => take(result.trades.map(trade => ({ instrument: trade.instrument, quantity: plain(trade.quantity) }))) }, 'Put into the ticket')),
      (result.notes ?? []).length > 0 && h('details', { class: 'inside' }, h('summary', null, 'Why, and with what'), h('ul', { class: 'notes small soft' }, result.notes.map(text => h('li', null, text)))));
  }

  return { element, actions: [objective, most, button], leave() { abort?.abort(); } };
}

/** A quantity of lots as a decimal text, without an exponent. */
function plain(value) {
  const text = String(value);
  return text.includes('e') ? value.toFixed(8).replace(/\.?0+$/, '') : text;
}
