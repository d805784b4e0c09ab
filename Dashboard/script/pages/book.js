// Book: all accounts, what they use of their margin, and what has changed in the last minute.

import { h, fill, say } from '../dom.js';
import { ask } from '../api.js';
import { address, go, note } from '../router.js';
import { brief, clock, number, percent, signed, signedPercent, words } from '../format.js';
import { card, failure, figures } from '../parts/card.js';
import { levels, status, use } from '../parts/status.js';
import { VirtualTable } from '../parts/virtual-table.js';

const tone = value => (value > 0 ? 'gain' : value < 0 ? 'loss' : null);
const coloured = (value, text) => h('span', { class: tone(value) }, text);

const columns = [
  { key: 'account', title: 'Account', width: 178, cell: row => h('a', { href: address('account', [row.account]), title: row.account === row.owner ? row.account : `${row.account}, of ${row.owner}`, tabindex: -1 }, row.account) },
  { key: 'status', title: 'Status', width: 196, cell: level },
  { key: 'use', title: 'Margin used', unit: 'MM / equity', width: 172, number: true, cell: row => use(row.use, row.status) },
  { key: 'distance', title: 'To liquidation', unit: '≈ move of all coins', width: 176, number: true, cell: distance },
  { key: 'equity', title: 'Equity', unit: 'USD', width: 122, number: true, cell: row => number(row.equity) },
  { key: 'initial_margin', title: 'IM', unit: 'USD', width: 110, number: true, cell: row => number(row.initial_margin) },
  { key: 'maintenance_margin', title: 'MM', unit: 'USD', width: 110, number: true, cell: row => number(row.maintenance_margin) },
  { key: 'initial_excess', title: 'Free', unit: 'USD', width: 118, number: true, cell: row => coloured(Math.min(0, row.initial_excess), number(row.initial_excess)) },
  { key: 'delta', title: 'Delta', unit: 'USD', width: 112, number: true, cell: row => signed(row.delta) },
  { key: 'gamma', title: 'Gamma', unit: 'USD / 1 %', width: 112, number: true, cell: row => signed(row.gamma) },
  { key: 'vega', title: 'Vega', unit: 'USD / pt', width: 104, number: true, cell: row => signed(row.vega) },
  { key: 'theta', title: 'Theta', unit: 'USD / day', width: 112, number: true, cell: row => signed(row.theta) },
  { key: 'equity_change', title: 'Equity', unit: 'in 1 min', width: 118, number: true, cell: row => coloured(row.change?.equity, signed(row.change?.equity)) },
  { key: 'use_change', title: 'Used', unit: 'in 1 min', width: 118, number: true, cell: row => change(row) },
];

/** The level, and whether something could not be counted: figures then err against the account. */
function level(row) {
  if (row.complete) return status(row.status);
  return h('span', null, status(row.status), h('span', { class: 'incomplete', title: 'The model left something out; the figures err against the account.' }, 'incomplete'));
}

function distance(row) {
  if (row.distance_down === null && row.distance_up === null) return 'none in reach';
  return [row.distance_down, row.distance_up].filter(part => part !== null).map(part => signedPercent(part, 1)).join(' / ');
}

function change(row) {
  const was = row.change?.status;
  if (was && was !== row.status) return h('span', { class: 'changed' }, `was ${words(was)}`);
  const points = row.change?.use;
  return coloured(points === null || points === undefined ? null : -points, signedPercent(points, 2));
}

/** Opens the page. */
export function open({ element, live, parameters }) {
  const asked = { sort: parameters.get('sort') ?? 'use', order: parameters.get('order') ?? 'desc', status: parameters.get('status'), search: parameters.get('search') ?? '', changed: parameters.get('changed') };
  const search = h('input', { type: 'search', placeholder: 'Find an account', 'aria-label': 'Find an account', value: asked.search, maxlength: 64 });
  const chips = h('div', { class: 'book-levels', role: 'group', 'aria-label': 'Filter by status' });
  const total = { count: h('span'), under: h('span'), equity: h('span'), change: h('span'), initial: h('span'), initialUse: h('span'), maintenance: h('span'), maintenanceUse: h('span'), delta: h('span'), gamma: h('span'), vega: h('span'), theta: h('span') };
  const words = h('span', { role: 'status' });
  const trouble = h('div', { class: 'trouble' });
  const buttons = new Map();

  for (const level of [...levels, 'changed']) {
    const count = h('span', { class: 'count' }, '–');
    const button = h('button', { type: 'button', onclick: () => choose(level) }, level === 'changed' ? 'changed in the last minute' : status(level), count);
    buttons.set(level, { button, count });
    chips.append(button);
  }

  const grid = new VirtualTable({
    label: 'Accounts', columns, sort: { key: asked.sort, descending: asked.order === 'desc' },
    open: row => go('account', [row.account]),
    onSort: sort => { asked.sort = sort.key; asked.order = sort.descending ? 'desc' : 'asc'; note({ sort: asked.sort, order: asked.order }); },
    onFailure: problem => fill(trouble, failure(problem)),
    async load(offset, limit, signal) {
      const answer = await ask('/book', { query: { ...asked, offset, limit }, signal });
      show(answer);
      return { rows: answer.rows, matched: answer.matched };
    },
  });
  grid.element.classList.add('book-table');

  function show(answer) {
    fill(trouble);
    const { totals } = answer;
    say(total.count, number(answer.accounts));
    say(total.under, answer.matched === answer.accounts ? 'all shown' : `${number(answer.matched)} shown`);
    say(total.equity, brief(totals.equity));
    say(total.initial, brief(totals.initial_margin));
    say(total.initialUse, `${percent(totals.equity > 0 ? totals.initial_margin / totals.equity : null, 1)} of equity`);
    say(total.maintenance, brief(totals.maintenance_margin));
    say(total.maintenanceUse, `${percent(totals.equity > 0 ? totals.maintenance_margin / totals.equity : null, 1)} of equity`);
    say(total.delta, brief(totals.delta));
    say(total.gamma, `${brief(totals.gamma)} per 1 %`);
    say(total.vega, brief(totals.vega));
    say(total.theta, `theta ${brief(totals.theta)} a day`);
    say(total.change, answer.since ? `changes since ${clock(answer.since)}` : '');
    for (const [level, { count }] of buttons) say(count, number(level === 'changed' ? answer.changed : answer.levels[level]));
    say(words, `${number(answer.matched)} accounts`);
  }

  function mark() {
    for (const [level, { button }] of buttons) {
      button.setAttribute('aria-pressed', (level === 'changed' ? asked.changed === 'true' : asked.status === level) ? 'true' : 'false');
    }
  }

  function choose(level) {
    if (level === 'changed') asked.changed = asked.changed === 'true' ? null : 'true';
    else asked.status = asked.status === level ? null : level;
    note({ status: asked.status, changed: asked.changed });
    mark();
    grid.restart();
  }

  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => { asked.search = search.value.trim(); note({ search: asked.search }); grid.restart(); }, 160);
  });

  function press(event) {
    if (event.key !== '/' || event.target.closest('input, textarea, select')) return;
    event.preventDefault();
    search.focus();
  }
  addEventListener('keydown', press);

  element.append(
    h('div', { class: 'page-head' }, h('h1', null, 'Book'), h('span', { class: 'space' }), search),
    figures([
      { name: 'Accounts', node: total.count, under: total.under },
      { name: 'Equity, USD', node: total.equity, under: total.change },
      { name: 'Initial margin, USD', node: total.initial, under: total.initialUse },
      { name: 'Maintenance margin, USD', node: total.maintenance, under: total.maintenanceUse },
      { name: 'Delta, USD', node: total.delta, under: total.gamma },
      { name: 'Vega, USD / vol point', node: total.vega, under: total.theta },
    ]),
    trouble,
    card({ title: 'Accounts', note: words, actions: [chips], flush: true, foot: 'To liquidation: the move of all coins together, down and up, that would use up the maintenance excess by delta and gamma, with the requirement as it is; an account’s own page has the exact one. Keys: / finds, arrows move, Enter opens.' }, grid.element));

  mark();
  grid.restart();
  const leave = live.onFrame(() => grid.refresh());
  return {
    leave() {
      leave();
      clearTimeout(typing);
      removeEventListener('keydown', press);
      grid.stop();
    },
  };
}
