// Account: one account as it is, what it would be after trades, what it holds, what happened to it.

import { h, fill, say } from '../dom.js';
import { accountPath, ask } from '../api.js';
import { address, go, note } from '../router.js';
import { brief, instant, number, percent, words } from '../format.js';
import { card, empty, failure, figures } from '../parts/card.js';
import { status, use } from '../parts/status.js';
import { tabs } from '../parts/tabs.js';
import { keepFresh } from '../parts/fresh.js';
import { overview } from './account/overview.js';
import { whatIf } from './account/what-if.js';
import { holdings } from './account/holdings.js';
import { events } from './account/events.js';

const sections = [
  { key: 'overview', title: 'Overview', open: overview },
  { key: 'what-if', title: 'What-if and hedge', open: whatIf },
  { key: 'holdings', title: 'Positions and orders', open: holdings },
  { key: 'events', title: 'Events', open: events },
];

/** Opens the page: of the account in the address, or a choice of accounts. */
export function open(context) {
  return context.parts.length === 0 ? choose(context) : account(context, context.parts[0]);
}

function choose({ element, live, session }) {
  if (session.sees !== null) {
    go('account', [session.sees]);
    return {};
  }
  const search = h('input', { type: 'search', placeholder: 'Find an account', 'aria-label': 'Find an account' });
  const list = h('div', { class: 'account-list' });
  const fresh = keepFresh({
    live, seconds: 5,
    ask: signal => ask('/book', { query: { search: search.value.trim(), sort: 'use', limit: 40 }, signal }),
    show: answer => fill(list, answer.rows.length === 0 ? empty('No account has this in its name.') : answer.rows.map(row =>
      h('a', { href: address('account', [row.account]) }, h('span', { class: 'name' }, row.account), status(row.status), use(row.use, row.status), h('span', { class: 'number soft' }, `${brief(row.equity)} USD`)))),
    fail: problem => fill(list, failure(problem)),
  });
  search.addEventListener('input', () => fresh.again());
  element.append(h('div', { class: 'page-head' }, h('h1', null, 'Which account?'), h('span', { class: 'space' }), search),
    card({ title: 'Those that use most of their margin', flush: true }, list));
  search.focus();
  return { leave: () => fresh.stop() };
}

function account({ element, live, session, parameters }, name) {
  const badge = h('span');
  const call = h('span', { class: 'small soft', role: 'status' });
  const shown = { equity: h('span'), equityUnder: h('span'), initial: h('span'), initialUnder: h('span'), maintenance: h('span'), maintenanceUnder: h('span'), free: h('span'), freeUnder: h('span'), use: h('span'), model: h('span') };
  const trouble = h('div', { class: 'trouble' });
  const place = h('div', { class: 'grid' });
  const listeners = new Set();
  let latest = null;
  let section = null;

  const context = {
    name, live, session, place,
    /** Calls `heard` with the account's explained margin, now and after each frame. */
    onMargin(heard) {
      listeners.add(heard);
      if (latest) heard(latest);
      return () => listeners.delete(heard);
    },
  };

  const fresh = keepFresh({
    live,
    ask: signal => Promise.all([ask(accountPath(name, '/margin'), { query: { explain: true }, signal }), ask(accountPath(name), { signal })]),
    show([margin, state]) {
      fill(trouble);
      latest = margin;
      showFigures(margin, state);
      for (const heard of listeners) heard(margin);
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  function showFigures(margin, state) {
    const { figures: now } = margin;
    fill(badge, status(margin.status), !margin.complete && h('span', { class: 'incomplete' }, 'incomplete: the model left something out, see the charges'));
    say(call, state.margin_call !== 'healthy' && state.margin_call !== margin.status ? `margin call: ${words(state.margin_call)}${state.margin_call_deadline ? `, until ${instant(state.margin_call_deadline)} UTC` : ''}` : '');
    say(shown.equity, number(now.equity));
    say(shown.equityUnder, `counted ${brief(now.initial_counted_equity)}`);
    say(shown.initial, number(now.initial_margin));
    say(shown.initialUnder, `${percent(share(now.initial_margin, now.initial_counted_equity), 1)} of counted equity`);
    say(shown.maintenance, number(now.maintenance_margin));
    say(shown.maintenanceUnder, `excess ${brief(now.maintenance_excess)}`);
    say(shown.free, number(now.initial_excess));
    shown.free.className = now.initial_excess < 0 ? 'loss' : '';
    say(shown.freeUnder, now.initial_excess < 0 ? 'nothing new can be opened' : 'can be used for new risk');
    fill(shown.use, use(share(now.maintenance_margin, now.maintenance_counted_equity), margin.status));
    say(shown.model, `${margin.model}, ${margin.explanation.parameters}`);
  }

  const chosen = sections.find(entry => entry.key === parameters.get('tab'))?.key ?? 'overview';
  const bar = tabs({ label: 'Parts of the account', tabs: sections, chosen, choose: show });

  let current = null;

  function show(key) {
    current = key;
    note({ tab: key === 'overview' ? null : key });
    section?.leave?.();
    fill(place);
    section = sections.find(entry => entry.key === key).open({ ...context, tell: show, choose: next => { bar.choose(next); show(next); } });
  }

  element.append(
    h('div', { class: 'page-head' },
      session.sees === null && h('a', { class: 'small', href: address('book') }, 'Book'), session.sees === null && h('span', { class: 'soft', 'aria-hidden': 'true' }, '/'),
      h('h1', null, name), badge, call, h('span', { class: 'space' }), bar.element),
    figures([
      { name: 'Equity, USD', node: shown.equity, under: shown.equityUnder },
      { name: 'Initial margin, USD', node: shown.initial, under: shown.initialUnder },
      { name: 'Maintenance margin, USD', node: shown.maintenance, under: shown.maintenanceUnder },
      { name: 'Free for new risk, USD', node: shown.free, under: shown.freeUnder },
      { name: 'Maintenance margin used', node: shown.use, under: shown.model },
    ]),
    trouble, place);
  show(chosen);

  return {
    update(next) {
      const key = sections.find(entry => entry.key === next.get('tab'))?.key ?? 'overview';
      if (key === current) return;
      bar.choose(key);
      show(key);
    },
    leave() {
      fresh.stop();
      section?.leave?.();
    },
  };
}

function share(part, whole) {
  return whole > 0 ? part / whole : null;
}
