// The trades that are being thought of.

import { h, fill, identifier } from '../../dom.js';
import { instrument } from '../../format.js';

/**
 * A list of trades that can be changed.
 * @returns {{element, actions, trades: () => object[], add, replace, onChange}} trades as the API takes them
 */
export function ticket() {
  let entries = [];
  const listeners = new Set();
  const list = h('div');
  const clear = h('button', { class: 'quiet', type: 'button', onclick: () => replace([]) }, 'Clear');
  const by = h('form', { class: 'ticket-add', onsubmit: typed },
    h('input', { name: 'instrument', placeholder: 'Instrument, such as BTC-PERPETUAL', 'aria-label': 'Instrument', required: true, spellcheck: 'false', maxlength: 80 }),
    h('input', { name: 'quantity', placeholder: 'Quantity, minus sells', 'aria-label': 'Quantity', required: true, inputmode: 'decimal', pattern: '-?[0-9]+(\\.[0-9]+)?', maxlength: 40 }),
    h('button', { type: 'submit' }, 'Add'));

  function typed(event) {
    event.preventDefault();
    const { instrument: name, quantity } = by.elements;
    add({ instrument: name.value.trim(), quantity: quantity.value.trim() });
    by.reset();
    name.focus();
  }

  /** Adds to what the ticket has of an instrument. */
  function add(trade) {
    const entry = entries.find(other => other.instrument === trade.instrument);
    if (entry) entry.quantity = sum(entry.quantity, trade.quantity);
    else entries.push({ ...trade });
    entries = entries.filter(other => Number(other.quantity) !== 0);
    draw();
    tell();
  }

  function replace(trades) {
    entries = trades.map(trade => ({ ...trade }));
    draw();
    tell();
  }

  function draw() {
    clear.hidden = entries.length === 0;
    if (entries.length === 0) {
      fill(list, h('p', { class: 'notice' }, 'No trades yet. Take them from the chain, type one, or have a hedge proposed.'));
      return;
    }
    fill(list, h('table', { class: 'plain-rows' }, h('caption', { class: 'visually-hidden' }, 'Trades of the ticket'),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Instrument'), h('th', { scope: 'col', class: 'number' }, 'Quantity'), h('th', { scope: 'col', class: 'number' }, 'Price'), h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Remove')))),
      h('tbody', null, entries.map(entry => row(entry)))));
  }

  function row(entry) {
    const quantity = h('input', { id: identifier('quantity'), class: 'ticket-number', value: entry.quantity, 'aria-label': `Quantity of ${entry.instrument}`, inputmode: 'decimal', maxlength: 40 });
    const price = h('input', { class: 'ticket-number', value: entry.price ?? '', placeholder: 'mark', 'aria-label': `Price of ${entry.instrument}`, inputmode: 'decimal', maxlength: 40 });
    quantity.addEventListener('input', () => change(entry, 'quantity', quantity));
    price.addEventListener('input', () => change(entry, 'price', price));
    return h('tr', null, h('th', { scope: 'row', title: entry.instrument }, instrument(entry.instrument)), h('td', { class: 'number' }, quantity), h('td', { class: 'number' }, price),
      h('td', null, h('button', { class: 'quiet', type: 'button', 'aria-label': `Remove ${entry.instrument}`, onclick: () => replace(entries.filter(other => other !== entry)) }, 'Remove')));
  }

  function change(entry, member, field) {
    const text = field.value.trim();
    const valid = member === 'price' ? /^([0-9]+(\.[0-9]+)?)?$/.test(text) : /^-?[0-9]+(\.[0-9]+)?$/.test(text);
    field.setAttribute('aria-invalid', valid ? 'false' : 'true');
    if (!valid) return;
    entry[member] = text;
    tell();
  }

  function tell() {
    for (const heard of listeners) heard();
  }

  draw();
  return {
    element: h('div', null, list, by), actions: [clear], add, replace,
    trades: () => entries.filter(entry => Number(entry.quantity) !== 0).map(({ instrument: name, quantity, price }) => ({ instrument: name, quantity, ...(price ? { price } : {}) })),
    onChange(heard) { listeners.add(heard); },
  };
}

/** The sum of two decimal texts, exactly. */
function sum(first, second) {
  const places = text => (text.split('.')[1] ?? '').length;
  const digits = Math.max(places(first), places(second));
  const units = text => BigInt(text.replace('.', '') + '0'.repeat(digits - places(text)));
  const total = (units(first) + units(second)).toString();
  if (digits === 0) return total;
  const sign = total.startsWith('-') ? '-' : '';
  const size = total.replace('-', '').padStart(digits + 1, '0');
  return `${sign}${size.slice(0, -digits)}.${size.slice(-digits)}`.replace(/\.?0+$/, '');
}
