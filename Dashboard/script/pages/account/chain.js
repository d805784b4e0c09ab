// The live chain of a coin: calls, strikes, puts of an expiry, and its futures.

import { h, fill } from '../../dom.js';
import { ask } from '../../api.js';
import { coin, expiry, number, price } from '../../format.js';
import { empty, failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';

/** A chain whose bids and asks give trades of one lot. */
export function chain({ live, onMargin }, take) {
  const underlyings = h('select', { 'aria-label': 'Coin' });
  const expiries = h('select', { 'aria-label': 'Expiry' });
  const element = h('div', { class: 'trade-chain scroll', tabindex: 0, role: 'region', 'aria-label': 'Chain' });
  let fresh = null;
  let known = '';
  let dates = '';
  let centred = false;

  function offer() {
    const next = [...live.markets.keys()];
    if (next.join() === known || next.length === 0) return;
    const before = underlyings.value;
    known = next.join();
    fill(underlyings, next.map(name => h('option', { value: name }, coin(name))));
    if (next.includes(before)) underlyings.value = before;
    begin();
  }

  function begin() {
    fresh?.stop();
    centred = false;
    dates = '';
    fresh = keepFresh({
      live, seconds: 2,
      ask: signal => Promise.all([
        ask('/chain', { query: { underlying: underlyings.value, expiry: expiries.value && dates !== '' ? expiries.value : null }, signal }),
        ask('/term-structure', { query: { underlying: underlyings.value }, signal }),
      ]),
      show([options, term]) { show(options, term); },
      fail: problem => fill(element, failure(problem)),
    });
  }

  function show(options, term) {
    const next = options.expiries.map(part => part.expiry).join();
    if (next !== dates) {
      dates = next;
      fill(expiries, options.expiries.map(part => h('option', { value: part.expiry }, `${expiry(part.expiry)} (${number(part.days, part.days < 10 ? 1 : 0)} d)`)));
      if (options.expiry) expiries.value = options.expiry;
    }
    const futures = [term.perpetual && { ...term.perpetual, name: 'perpetual' }, ...term.futures.map(part => ({ ...part, name: expiry(part.expiry) }))].filter(Boolean);
    const top = element.scrollTop;
    fill(element,
      h('table', { class: 'trade-table' }, h('caption', { class: 'visually-hidden' }, 'Options of the expiry'),
        h('thead', null,
          h('tr', null, head('Call bid'), head('Call ask'), head('IV'), head('Delta'), h('th', { scope: 'col', class: 'strike' }, 'Strike'), head('Put bid'), head('Put ask'), head('IV'), head('Delta'))),
        h('tbody', null, options.rows.length === 0 ? h('tr', null, h('td', { colspan: 9 }, empty('No options.'))) : options.rows.map(row => h('tr', { 'data-nearest': nearest(options, row) },
          quote(row.call, 'bid', -1), quote(row.call, 'ask', 1), cell(row.call, part => percentage(part.mark_volatility)), cell(row.call, part => number(share(part, options.index), 2)),
          h('th', { scope: 'row', class: 'strike number' }, price(row.strike).replace(/\.0+$/, '')),
          quote(row.put, 'bid', -1), quote(row.put, 'ask', 1), cell(row.put, part => percentage(part.mark_volatility)), cell(row.put, part => number(share(part, options.index), 2)))))),
      h('table', { class: 'trade-table' }, h('caption', { class: 'visually-hidden' }, 'Futures'),
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Future'), head('Bid'), head('Ask'), head('Mark'))),
        h('tbody', null, futures.map(part => h('tr', null, h('th', { scope: 'row' }, part.name), quote(part, 'bid', -1), quote(part, 'ask', 1), h('td', { class: 'number' }, price(part.mark)))))));
    element.scrollTop = top;
    if (!centred) {
      const middle = element.querySelector('[data-nearest]');
      if (middle) element.scrollTop = middle.offsetTop - element.clientHeight / 2;
      centred = true;
    }
  }

  function quote(part, side, sign) {
    if (!part) return h('td');
    const value = part[side] ?? part.mark;
    if (value === null || value === undefined) return h('td', { class: 'number soft' }, '–');
    const name = part.deribit_name ?? part.instrument;
    const lot = part.lot ?? '1';
    return h('td', { class: 'number' }, h('button', { class: 'quote', type: 'button', 'data-side': side, 'aria-label': `${sign > 0 ? 'Buy' : 'Sell'} ${lot} ${name} at ${value}`,
      onclick: () => take({ instrument: part.instrument, quantity: sign > 0 ? lot : `-${lot}`, price: part[side] === null || part[side] === undefined ? undefined : String(value) }) }, value < 10 ? number(value, 4) : price(value)));
  }

  underlyings.addEventListener('change', () => { dates = ''; begin(); });
  expiries.addEventListener('change', () => { centred = false; fresh?.again(); });
  const leaveFrames = live.onFrame(offer);
  const leaveMargin = onMargin(margin => {
    const first = margin.explanation.positions?.[0]?.underlying;
    if (first && known === '' && live.markets.has(first)) { offer(); underlyings.value = first; begin(); }
    leaveMargin?.();
  });
  offer();
  return { element, actions: [underlyings, expiries], leave() { leaveFrames(); leaveMargin(); fresh?.stop(); } };
}

const head = text => h('th', { scope: 'col', class: 'number' }, text);
const cell = (part, text) => h('td', { class: 'number soft' }, part ? text(part) : '');
const percentage = value => (value === null || value === undefined ? '–' : number(value * 100, 1));

/** Delta of one coin, from the dollar delta of the contract. */
function share(part, index) {
  return part.delta === null || part.delta === undefined || !index ? null : part.delta / index;
}

function nearest(options, row) {
  const reference = options.forward ?? options.index;
  const best = options.rows.reduce((found, other) => (Math.abs(other.strike - reference) < Math.abs(found.strike - reference) ? other : found), options.rows[0]);
  return best === row;
}
