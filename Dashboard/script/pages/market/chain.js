// The chain: calls at the left, puts at the right, strikes between them.

import { h, fill, say } from '../../dom.js';
import { ask } from '../../api.js';
import { note } from '../../router.js';
import { brief, expiry, number, price, significant } from '../../format.js';
import { card, failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';

// What a quote is told by; calls have what is traded beside the strike, and so have puts.
const columns = [
  { title: 'Open', unit: 'interest', cell: quote => brief(quote.open_interest) },
  { title: 'Vega', unit: 'USD / pt', cell: quote => number(quote.vega, 1) },
  { title: 'Delta', unit: 'USD / USD', cell: (quote, index) => number(quote.delta / index, 2) },
  { title: 'IV bid', unit: '%', cell: quote => volatility(quote.bid_volatility) },
  { title: 'IV mark', unit: '%', cell: quote => volatility(quote.mark_volatility) },
  { title: 'IV ask', unit: '%', cell: quote => volatility(quote.ask_volatility) },
  { title: 'Bid', unit: 'price', cell: quote => significant(quote.bid, 3) },
  { title: 'Mark', unit: 'price', cell: quote => significant(quote.mark, 4), class: 'strong' },
  { title: 'Ask', unit: 'price', cell: quote => significant(quote.ask, 3) },
];
const mirrored = [...columns.slice(6), ...columns.slice(3, 6), ...columns.slice(0, 3).reverse()];
const volatility = value => number(typeof value === 'number' ? value * 100 : null, 1);

/** The card of the chain of an underlying. */
export function openChain({ live, underlying, parameters }) {
  const trouble = h('div', { class: 'trouble' });
  const pick = h('select', { 'aria-label': 'Expiry of the chain', onchange: () => { chosen = pick.value; note({ expiry: chosen }); settled = false; fresh.again(); } }, h('option', { value: '' }, 'Expiry'));
  const words = h('span');
  const body = h('tbody');
  const region = h('div', { class: 'scroll chain', tabindex: 0, role: 'region', 'aria-label': 'Option chain' },
    h('table', null, h('caption', { class: 'visually-hidden' }, 'Option chain'),
      h('thead', null,
        h('tr', null, h('th', { scope: 'colgroup', colspan: columns.length, class: 'side' }, 'Calls'), h('th', { scope: 'col', rowspan: 2, class: 'strike' }, 'Strike'), h('th', { scope: 'colgroup', colspan: columns.length, class: 'side' }, 'Puts')),
        h('tr', null, columns.map(head), mirrored.map(head))),
      body));
  let chosen = parameters.get('expiry');
  let options = '';
  let settled = false;

  function draw(answer) {
    const names = answer.expiries.map(entry => entry.expiry).join(' ');
    if (names !== options) {
      options = names;
      fill(pick, answer.expiries.map(entry => h('option', { value: entry.expiry }, `${expiry(entry.expiry)} · ${number(entry.days, entry.days < 10 ? 1 : 0)} d · ${entry.options}`)));
    }
    chosen = answer.expiry;
    pick.value = chosen ?? '';
    const { forward, index } = answer;
    say(words, answer.expiry === null ? 'no options are listed' : `forward ${price(forward)}, index ${price(index)}`);
    const first = answer.rows.findIndex(row => row.strike >= forward);
    fill(body, answer.rows.map((row, place) => h('tr', { class: place === first ? 'forward-here' : null },
      columns.map(column => side(column, row.call, index, row.strike < forward)),
      h('th', { scope: 'row', class: 'strike' }, number(row.strike, row.strike < 10 ? 4 : row.strike < 1000 && row.strike % 1 !== 0 ? 2 : 0)),
      mirrored.map(column => side(column, row.put, index, row.strike > forward)))));
    if (!settled) centre(first);
    settled = true;
  }

  /** The strikes around the forward first. */
  function centre(first) {
    const line = body.children[Math.max(0, first)];
    if (!line) return;
    region.scrollTop = line.offsetTop - region.clientHeight / 2;
    const strike = line.querySelector('.strike');
    region.scrollLeft = strike.offsetLeft + strike.offsetWidth / 2 - region.clientWidth / 2;
  }

  const fresh = keepFresh({
    live, seconds: 2,
    ask: signal => ask('/chain', { query: { underlying, expiry: chosen }, signal }),
    show(answer) {
      fill(trouble);
      draw(answer);
    },
    fail(problem) {
      if (problem.status === 404 || problem.status === 400) chosen = null;
      fill(trouble, failure(problem));
    },
  });

  return {
    element: card({
      title: 'Options', note: words, actions: [pick], flush: true,
      foot: 'Prices in the currency that the contract is priced in; volatilities in per cent a year; delta for one US dollar of the coin, vega of one contract for one volatility point. Shaded: in the money.',
    }, trouble, region),
    stop: () => fresh.stop(),
  };
}

function head(column) {
  return h('th', { scope: 'col', class: 'number' }, column.title, h('span', { class: 'unit' }, column.unit));
}

function side(column, quote, index, inTheMoney) {
  return h('td', { class: `number${inTheMoney ? ' in-the-money' : ''}${column.class ? ` ${column.class}` : ''}` }, quote ? column.cell(quote, index) : '');
}
