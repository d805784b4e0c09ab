// Operations: whether the service keeps up, what it has to tell, what it liquidates, what strategies want.

import { h, fill, say } from '../dom.js';
import { ask } from '../api.js';
import { bytes, duration, instant, number, words } from '../format.js';
import { card, failure, figures } from '../parts/card.js';
import { keepFresh } from '../parts/fresh.js';
import { lines } from '../parts/plots.js';
import { status } from '../parts/status.js';
import { table } from '../parts/table.js';
import { openAlerts } from './operations/alerts.js';
import { openLiquidations } from './operations/liquidations.js';
import { openStrategies } from './operations/strategies.js';

const inMilliseconds = value => (typeof value === 'number' ? value * 1000 : null);

const houseOnly = 'told to the house';

/** Opens the page. */
export function open({ element, live, session }) {
  const told = Object.fromEntries(['cycle', 'cycleUnder', 'age', 'ageUnder', 'commit', 'commitUnder', 'commands', 'commandsUnder', 'stream', 'streamUnder', 'memory', 'memoryUnder'].map(key => [key, h('span')]));
  const trouble = h('div', { class: 'trouble' });
  const feeds = h('span', { class: 'feeds' });
  const work = h('span');
  const version = h('span', { class: 'small soft' });
  const cycles = lines({ label: 'Time of each risk cycle', height: 260, unit: 'ms', x: { time: true }, format: value => number(value, 2) });
  const standing = pairTable('Journal and commands');
  const process = pairTable('Process and connections');
  const market = table({
    label: 'Age of the market',
    columns: [
      { title: 'Underlying', cell: row => row.underlying },
      { title: 'Last told', unit: 'ago', number: true, cell: row => duration(row.seconds), order: row => row.seconds },
    ],
    none: 'The market has no underlying yet.',
  });
  const couriers = table({
    label: 'Webhooks',
    columns: [
      { title: 'Webhook', cell: row => row.subscriber },
      { title: 'Waiting', number: true, cell: row => number(row.waiting), order: row => row.waiting },
      { title: 'Behind', number: true, cell: row => duration(row.lag_seconds), order: row => row.lag_seconds },
    ],
    none: session.sees === null ? 'No webhook is configured.' : 'Told to keys of the house.',
  });
  const alerts = openAlerts({ live });
  const liquidations = openLiquidations({ live, session });
  const strategies = openStrategies({ live, session });

  element.append(
    h('div', { class: 'page-head' }, h('h1', null, 'Operations'), feeds, h('span', { class: 'space' }), version),
    figures([
      { name: 'Risk cycle, median', node: told.cycle, under: told.cycleUnder },
      { name: 'Age of the frame', node: told.age, under: told.ageUnder },
      { name: 'Commit, median', node: told.commit, under: told.commitUnder },
      { name: 'Commands', node: told.commands, under: told.commandsUnder },
      { name: 'Stream', node: told.stream, under: told.streamUnder },
      { name: 'Memory', node: told.memory, under: told.memoryUnder },
    ]),
    trouble,
    h('div', { class: 'grid' },
      card({ title: 'Risk cycles', note: work, actions: [cycles.turn], class: 'half', foot: 'A cycle evaluates what a new frame or a trade has touched; the frame is prices, surfaces and the P&L matrix.' }, cycles.element),
      alerts.element),
    liquidations.element,
    strategies.element,
    h('div', { class: 'grid' },
      card({ title: 'Journal and commands', flush: true, class: 'third' }, standing.element),
      card({ title: 'Process', flush: true, class: 'third' }, process.element),
      h('div', { class: 'third stack' }, card({ title: 'Market', flush: true }, market.element), card({ title: 'Webhooks', flush: true }, couriers.element))));

  const fresh = keepFresh({
    live,
    ask: signal => ask('/operations', { signal }),
    show,
    fail: problem => fill(trouble, failure(problem)),
  });

  function show(answer) {
    fill(trouble);
    // A key of an account is told of the market and the cycles, and nothing of the process.
    const { journal, commands, stream, http, memory, alerts: queues } = answer;
    const times = answer.cycles.map(cycle => cycle.seconds).sort((a, b) => a - b);
    const at = share => (times.length === 0 ? null : times[Math.min(times.length - 1, Math.floor(share * times.length))]);
    say(told.cycle, duration(at(0.5)));
    say(told.cycleUnder, `p99 ${duration(at(0.99))}`);
    say(work, `the latest evaluated ${number(answer.cycle?.evaluated_accounts)} of ${number(answer.cycle?.accounts)} accounts`);
    say(told.age, duration(answer.frame_age_seconds));
    say(told.ageUnder, `frame ${number(answer.frame)}`);
    say(told.commit, duration(journal?.commit_seconds?.p50));
    say(told.commitUnder, journal ? `p99 ${duration(journal.commit_seconds?.p99)}, max ${duration(journal.commit_seconds?.max)}` : houseOnly);
    say(told.commands, number(commands?.accepted));
    say(told.commandsUnder, commands ? `${number(commands.refused)} refused, ${number(commands.waiting)} waiting` : houseOnly);
    say(told.stream, stream ? `${number(stream.clients)} ${stream.clients === 1 ? 'client' : 'clients'}` : '–');
    say(told.streamUnder, stream ? `${number(stream.subscriptions)} subscriptions` : houseOnly);
    say(told.memory, bytes(memory?.resident_bytes));
    say(told.memoryUnder, memory ? `heap ${bytes(memory.heap_bytes)}` : houseOnly);
    say(version, `${answer.version ? `version ${answer.version} · ` : ''}started ${instant(answer.started)} UTC`);
    fill(feeds, answer.feed.map(feed => h('span', { title: feed.since ? `since ${instant(feed.since)} UTC` : '' }, status(feed.state, `${feed.feed}: ${words(feed.state)}`))));
    cycles.show({
      x: answer.cycles.map(cycle => cycle.time),
      series: [
        { name: 'Cycle', values: answer.cycles.map(cycle => inMilliseconds(cycle.seconds)), dash: 'solid' },
        { name: 'Frame', values: answer.cycles.map(cycle => inMilliseconds(cycle.frame_seconds)), dash: 'dot' },
      ],
    });
    standing.show(journal && commands ? [
      ['Store', journal.store], ['Position', number(journal.position)], ['Last snapshot at', number(journal.snapshot_position)],
      ['Records since the snapshot', number(typeof journal.snapshot_position === 'number' ? journal.position - journal.snapshot_position : null)],
      ['Records a second', number(journal.records_per_second, 1)], ['Command, median', duration(commands.seconds?.p50)], ['Command, p99', duration(commands.seconds?.p99)],
    ] : []);
    process.show([
      ['Up for', duration((new Date(answer.time) - new Date(answer.started)) / 1000)],
      ...(http && memory ? [['Requests', number(http.requests)], ['In flight', number(http.in_flight)], ['Connections', number(http.connections)], ['Resident memory', bytes(memory.resident_bytes)]] : []),
      ['Market updates refused', number(answer.market.refused_updates)], ['Problems of the market', number(answer.market.problems)],
    ]);
    market.show(answer.market.ages);
    couriers.show(queues?.waiting ?? []);
  }

  return {
    leave() {
      fresh.stop();
      cycles.stop();
      alerts.stop();
      liquidations.stop();
      strategies.stop();
    },
  };
}

/** A table of names and values. */
function pairTable(label) {
  return table({ label, none: 'Told to keys of the house.', columns: [{ title: 'Figure', cell: row => row[0] }, { title: 'Value', number: true, cell: row => row[1] }] });
}
