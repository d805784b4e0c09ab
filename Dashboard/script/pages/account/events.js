// What happened to the account: the journal as it is written, newest first, with the reason of each thing.

import { h, fill } from '../../dom.js';
import { ask } from '../../api.js';
import { clock, day, number, words } from '../../format.js';
import { card, empty, failure } from '../../parts/card.js';

const kept = 300;
const past = 3000;

export function events({ name, live, place }) {
  const list = h('ol', { class: 'events', tabindex: 0, 'aria-label': 'Events, the newest first' });
  const none = empty('Nothing among the latest records; what happens is shown as it happens.');
  let count = 0;
  const mine = record => record.events.filter(event => JSON.stringify(event).includes(JSON.stringify(name)));

  function tell(record) {
    const found = mine(record);
    if (found.length === 0) return;
    none.hidden = true;
    for (const event of found) {
      list.prepend(h('li', null,
        h('time', { datetime: record.time, class: 'soft number' }, clock(record.time)),
        h('span', null, h('strong', null, words(event.kind)), ' ', event.why ?? event.text ?? '', h('span', { class: 'soft small' }, ` ${record.author ? `by ${record.author}` : ''}`)),
        h('span', { class: 'soft small number' }, record.position)));
      count += 1;
      if (count > kept) list.lastElementChild.remove();
    }
  }

  let leave = null;
  let ended = false;

  /** The latest records first, then what follows them. */
  async function begin() {
    const { position } = await ask('/status');
    let after = Math.max(0, position - past);
    while (!ended && after < position) {
      const page = await ask('/events', { query: { after, limit: 1000 } });
      page.records.forEach(tell);
      if (page.records.length === 0 || page.next === null) break;
      after = page.next;
    }
    if (!ended) leave = live.stream.subscribe({ channel: 'events', after: Math.max(after, position) }, message => { if (message.record) tell(message.record); });
  }
  begin().catch(problem => fill(none, failure(problem)));
  place.append(card({ title: 'Events', note: `of the last ${number(past)} records and as they come; ${day(live.time ?? new Date().toISOString())}, UTC`, flush: true }, none, list));
  return { leave() { ended = true; leave?.(); } };
}
