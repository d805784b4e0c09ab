// What the trades of the ticket would do: figures at once, then Greeks and payoff.

import { h, fill, say } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { instrument, number, percent, price, signed, signedPercent } from '../../format.js';
import { failure } from '../../parts/card.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';
import { profilePlots, showPayoff } from './profile.js';

const pause = 150;

/** Before and after, kept up to date with ticket and market. */
export function effect({ name, live }, basket) {
  const note = h('span');
  const place = h('div');
  const trouble = h('div', { class: 'trouble' });
  const { payoff, map } = profilePlots(name);
  map.stop();
  const rows = table({
    label: 'Figures before and after', rowHead: true,
    columns: [
      { title: '', cell: row => row.name },
      { title: 'Before', number: true, cell: row => row.before },
      { title: 'After', number: true, cell: row => h('strong', null, row.after) },
      { title: 'Change', number: true, cell: row => h('span', { class: row.tone }, row.change) },
    ],
  });
  const trades = table({
    label: 'Margin of each trade', none: '',
    columns: [
      { title: 'Trade', cell: row => h('span', { title: row.instrument }, instrument(row.instrument)) },
      { title: 'Price', number: true, cell: row => `${price(Number(row.price))} ${row.price_currency}` },
      { title: 'Alone asks', unit: 'IM, USD', number: true, cell: row => signed(row.margin?.initial?.incremental) },
      { title: 'Per unit', unit: 'IM, USD', number: true, cell: row => signed(row.margin?.initial?.marginal_per_unit, 2) },
    ],
  });
  fill(place, h('p', { class: 'notice' }, 'What the trades of the ticket would change stands here.'));

  let waiting = null;
  let abort = null;

  async function again() {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    const asked = basket.trades();
    if (asked.length === 0) {
      fill(trouble);
      fill(place, h('p', { class: 'notice' }, 'What the trades of the ticket would change stands here.'));
      profile([], mine).catch(quiet);
      return;
    }
    try {
      const answer = await ask(accountPath(name, '/what-if'), { body: { trades: asked }, signal: mine.signal });
      if (abort !== mine) return;
      fill(trouble);
      show(answer.result);
      await profile(asked, mine);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      fill(trouble, failure(error));
    }
  }

  async function profile(asked, mine) {
    const coin = await underlying(asked);
    if (!coin) return;
    const answer = await ask(accountPath(name, '/profile'), { body: { underlying: coin, ...(asked.length > 0 ? { trades: asked } : {}) }, signal: mine.signal });
    if (abort === mine) showPayoff(payoff, answer);
  }

  /** The coin of the first trade, else the first the market has. */
  async function underlying(asked) {
    const names = [...live.markets.keys()];
    return names.find(other => asked[0]?.instrument.startsWith(other) || asked[0]?.instrument.startsWith(`${other.split('/')[0]}-`)) ?? names[0];
  }

  function show(result) {
    const { before, after, difference } = result;
    say(note, '');
    const line = (title, member, good) => ({ name: title, before: number(before[member]), after: number(after[member]), change: signed(difference[member]), tone: toneOf(difference[member] * good) });
    const used = part => (part.maintenance_counted_equity > 0 ? part.maintenance_margin / part.maintenance_counted_equity : null);
    const coins = Object.keys({ ...before.greeks, ...after.greeks });
    const greek = (coin, member, digits) => ({ name: `${coin} ${member}`, before: signed(before.greeks?.[coin]?.[member] ?? 0, digits), after: signed(after.greeks?.[coin]?.[member] ?? 0, digits), change: signed((after.greeks?.[coin]?.[member] ?? 0) - (before.greeks?.[coin]?.[member] ?? 0), digits), tone: null });
    rows.show([
      { name: 'Status', before: status(before.status), after: status(after.status), change: '', tone: null },
      line('Equity, USD', 'equity', 1), line('Initial margin, USD', 'initial_margin', -1), line('Maintenance margin, USD', 'maintenance_margin', -1), line('Free for new risk, USD', 'initial_excess', 1),
      { name: 'Margin used', before: percent(used(before), 1), after: percent(used(after), 1), change: signedPercent(used(after) === null || used(before) === null ? null : used(after) - used(before), 2), tone: null },
      ...coins.flatMap(coin => [greek(coin, 'delta', 4), greek(coin, 'gamma', 6), greek(coin, 'vega', 2), greek(coin, 'theta', 2)]),
    ]);
    trades.show(result.trades ?? []);
    const binding = (result.binding_scenarios ?? []).filter(part => part.label !== null && part.state !== 'worst');
    fill(place, rows.element, h('h3', { class: 'inside' }, 'What each trade asks for'), trades.element,
      binding.length > 0 && h('p', { class: 'notice small' }, binding.map(part => `${part.state}: ${part.label} binds in ${part.bucket}. `)),
      (result.notes ?? []).length > 0 && h('details', { class: 'inside' }, h('summary', null, 'Notes'), h('ul', { class: 'notes small soft' }, result.notes.map(text => h('li', null, text)))));
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => again().catch(quiet), pause);
  }

  basket.onChange(soon);
  const leaveFrames = live.onFrame(() => { if (basket.trades().length > 0) soon(); });
  soon();
  return {
    note, table: h('div', null, trouble, place), plot: payoff.element, actions: [payoff.turn],
    leave() { leaveFrames(); clearTimeout(waiting); abort?.abort(); payoff.stop(); },
  };
}

const toneOf = value => (value > 0 ? 'gain' : value < 0 ? 'loss' : null);

function quiet(error) {
  if (error.name !== 'AbortError' && error.name !== 'Problem') throw error;
}
