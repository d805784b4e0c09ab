// Positions with marks and Greeks, balances, orders at work.

import { h } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { amount, clock, instrument, number, price, signed, significant, words } from '../../format.js';
import { card } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';
import { table } from '../../parts/table.js';

export function holdings({ name, live, place, onMargin }) {
  const positions = table({
    label: 'Positions', none: 'No positions.', sort: { column: 0, descending: false },
    columns: [
      { title: 'Instrument', cell: row => h('span', { title: row.instrument }, instrument(row.instrument)), order: row => row.instrument },
      { title: 'Quantity', number: true, cell: row => `${signed(row.quantity, 4).replace(/\.?0+$/, '')} ${row.quantity_currency}`, order: row => row.quantity },
      { title: 'Mark', number: true, cell: row => `${price(row.mark)} ${row.mark_currency ?? ''}`, order: row => row.mark },
      { title: 'Volatility', unit: '%', number: true, cell: row => (row.volatility === null || row.volatility === undefined ? '' : number(row.volatility * 100, 2)), order: row => row.volatility },
      { title: 'Value', unit: 'USD', number: true, cell: row => number(row.value), order: row => row.value },
      { title: 'Unrealised', unit: 'USD', number: true, cell: row => (row.entry_known ? h('span', { class: row.unrealised_pnl > 0 ? 'gain' : row.unrealised_pnl < 0 ? 'loss' : null }, signed(row.unrealised_pnl)) : 'no entry'), order: row => row.unrealised_pnl },
      { title: 'Delta', unit: 'coins', number: true, cell: row => signed(row.greeks?.delta, 4), order: row => row.greeks?.delta },
      { title: 'Gamma', unit: 'coins / USD', number: true, cell: row => significant(row.greeks?.gamma, 3), order: row => row.greeks?.gamma },
      { title: 'Vega', unit: 'USD / pt', number: true, cell: row => signed(row.greeks?.vega, 2), order: row => row.greeks?.vega },
      { title: 'Theta', unit: 'USD / day', number: true, cell: row => signed(row.greeks?.theta, 2), order: row => row.greeks?.theta },
      { title: 'Own margin', unit: 'USD', number: true, cell: row => (row.initial_margin === undefined ? '' : h('span', { title: row.why ?? '' }, number(row.initial_margin))), order: row => row.initial_margin },
    ],
  });
  const balances = table({
    label: 'Balances', none: 'No balances.',
    columns: [
      { title: 'Asset', cell: row => row.asset },
      { title: 'Amount', number: true, cell: row => amount(row.amount) },
      { title: 'Held', unit: 'for withdrawals', number: true, cell: row => amount(row.held) },
    ],
  });
  const orders = table({
    label: 'Orders at work', none: 'No orders at work.', sort: { column: 0, descending: true },
    columns: [
      { title: 'Order', cell: row => row.order, order: row => row.order },
      { title: 'Instrument', cell: row => h('span', { title: row.instrument }, instrument(row.instrument)), order: row => row.instrument },
      { title: 'Quantity', number: true, cell: row => `${amount(row.quantity)} ${row.quantity_currency}` },
      { title: 'Filled', number: true, cell: row => amount(row.filled) },
      { title: 'Limit', number: true, cell: row => (row.price === null ? 'at market' : `${amount(row.price)} ${row.price_currency}`) },
      { title: 'Status', cell: row => words(row.status) },
      { title: 'Placed', unit: 'UTC', number: true, cell: row => clock(row.placed_at), order: row => row.placed_at },
    ],
  });
  place.append(
    card({ title: 'Positions', flush: true }, positions.element),
    card({ title: 'Orders at work', flush: true, class: 'two-thirds' }, orders.element),
    card({ title: 'Balances', flush: true, class: 'third' }, balances.element));
  const leave = onMargin(({ explanation }) => positions.show(explanation.positions ?? []));
  const fresh = keepFresh({
    live, seconds: 2,
    ask: signal => Promise.all([ask(accountPath(name, '/balances'), { signal }), ask(accountPath(name, '/orders'), { signal })]),
    show([money, working]) { balances.show(money.balances); orders.show(working.orders); },
  });
  return { leave() { leave(); fresh.stop(); } };
}
