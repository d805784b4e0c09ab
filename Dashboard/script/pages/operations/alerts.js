// Alerts: the past ones from the service, the new ones from its stream, by severity and kind.

import { h, fill, say } from '../../dom.js';
import { ask } from '../../api.js';
import { address } from '../../router.js';
import { clock, day, number, words } from '../../format.js';
import { card, empty, failure } from '../../parts/card.js';
import { status } from '../../parts/status.js';

const severities = ['critical', 'warning', 'info'];
const most = 300;

/** The card of the alerts. */
export function openAlerts({ live }) {
  const list = h('ol', { class: 'alert-list', tabindex: 0, 'aria-label': 'Alerts, the latest first' });
  const kind = h('select', { 'aria-label': 'Kind of alert', onchange: draw });
  const chips = h('div', { class: 'book-levels', role: 'group', 'aria-label': 'Filter by severity' });
  const tally = h('span', { role: 'status' });
  const more = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: older }, 'Older ones');
  const hidden = new Set();
  const buttons = new Map();
  const abort = new AbortController();
  let alerts = [];
  let next = null;
  let kinds = '';

  for (const severity of severities) {
    const count = h('span', { class: 'count' }, '0');
    const button = h('button', { type: 'button', 'aria-pressed': 'true', onclick: () => turn(severity) }, status(severity), count);
    buttons.set(severity, { button, count });
    chips.append(button);
  }
  fill(kind, h('option', { value: '' }, 'All kinds'));
  fill(list, empty('The alerts are being read.'));

  function turn(severity) {
    if (hidden.has(severity)) hidden.delete(severity);
    else hidden.add(severity);
    buttons.get(severity).button.setAttribute('aria-pressed', hidden.has(severity) ? 'false' : 'true');
    draw();
  }

  function draw() {
    const names = [...new Set(alerts.map(alert => alert.kind))].sort();
    if (names.join(' ') !== kinds) {
      kinds = names.join(' ');
      const chosen = kind.value;
      fill(kind, h('option', { value: '' }, 'All kinds'), names.map(name => h('option', { value: name }, words(name))));
      kind.value = names.includes(chosen) ? chosen : '';
    }
    for (const [severity, { count }] of buttons) say(count, number(alerts.filter(alert => alert.severity === severity).length));
    const shown = alerts.filter(alert => !hidden.has(alert.severity) && (kind.value === '' || alert.kind === kind.value));
    fill(list, shown.length === 0 && h('li', { class: 'empty' }, alerts.length === 0 ? 'Nothing has been alerted.' : 'No alert is of this kind.'), shown.map(line));
    say(tally, shown.length === alerts.length ? `the latest ${number(alerts.length)}` : `${number(shown.length)} of ${number(alerts.length)}`);
    more.hidden = next === null || alerts.length >= most;
  }

  function line(alert) {
    return h('li', { 'data-severity': alert.severity },
      h('div', { class: 'alert-head' }, status(alert.severity), h('strong', null, words(alert.kind)),
        alert.account && h('a', { href: address('account', [alert.account]) }, alert.account),
        h('span', { class: 'space' }), h('time', { class: 'small soft', datetime: alert.time, title: day(alert.time) }, `${day(alert.time) === day(new Date()) ? '' : `${day(alert.time)} `}${clock(alert.time)}`)),
      h('p', null, alert.text));
  }

  /** What is told twice stands once. */
  function take(found) {
    const known = new Map(alerts.map(alert => [alert.alert, alert]));
    for (const alert of found) known.set(alert.alert, alert);
    alerts = [...known.values()].sort((a, b) => order(b) - order(a)).slice(0, most);
    draw();
  }

  async function read(before) {
    try {
      const answer = await ask('/alerts', { query: { limit: 100, before }, signal: abort.signal });
      if (before !== undefined || alerts.length === 0) next = answer.next;
      take(answer.alerts);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      if (alerts.length === 0) fill(list, h('li', null, failure(error)));
    }
  }

  function older() {
    if (next !== null) read(next);
  }

  // The stream tells what is new; after a lost connection the past is asked for again, so that nothing is missed.
  const leave = live.stream.subscribe({ channel: 'alerts' }, message => {
    const alert = message.alert;
    if (alert) take([{ ...alert, alert: alert.alert ?? alert.id }]);
  });
  const again = live.stream.on('state', state => { if (state === 'live') read(); });
  read();

  return {
    element: card({ title: 'Alerts', note: tally, actions: [kind], flush: true, class: 'half' }, h('div', { class: 'alert-filter' }, chips), list, h('div', { class: 'alert-more' }, more)),
    stop() {
      leave();
      again();
      abort.abort();
    },
  };
}

// Identifiers grow with the journal: the record's position times 4,096 and the place in it.
const order = alert => Number(String(alert.alert).replace(/^\D+/, '')) || alert.position;
