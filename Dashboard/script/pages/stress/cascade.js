// Cascade: a shock runs through the accounts of the house, makers and venues in rounds, under several ways of liquidating.

import { h, fill, say } from '../../dom.js';
import { ask } from '../../api.js';
import { note } from '../../router.js';
import { brief, clock, duration, number, percent, signedPercent } from '../../format.js';
import { card, empty, failure } from '../../parts/card.js';
import { isOpen, jobProgress, watchJob } from '../../parts/job.js';
import { lines } from '../../parts/plots.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';
import { events, movesInWords } from './library.js';

const policies = [
  { key: 'full', title: 'Full', hint: 'everything at once' },
  { key: 'partial', title: 'Partial', hint: '20 % of a large position, a pause, then all' },
  { key: 'shares', title: 'Shares', hint: 'a fifth each round' },
  { key: 'auction', title: 'Auction', hint: 'the account to bidders' },
  { key: 'neutral', title: 'Neutral', hint: 'options: delta hedged first' },
];

// What a run tells of each moment; `values` where it is shown otherwise than told.
const courses = [
  { key: 'price', title: 'Price of the coins sold', unit: '% of before', format: value => number(value, 2), hover: ',.2f', values: list => list.map(value => value * 100) },
  { key: 'liquidated_accounts', title: 'Accounts in liquidation', unit: 'accounts', format: value => number(value), hover: ',.0f' },
  { key: 'sold_usd', title: 'Sold so far', unit: 'USD', format: brief, hover: ',.0f', values: sums },
  { key: 'fund', title: 'Insurance fund', unit: 'USD', format: brief, hover: ',.0f' },
  { key: 'depth', title: 'Depth of the markets', unit: '% of before', format: value => number(value, 1), hover: ',.1f', values: list => list.map(value => value * 100) },
];

/** Opens the view. */
export function openCascade({ element, live, parameters }) {
  const pick = h('select', { id: 'cascade-event' }, h('option', { value: '' }, 'A fall of all coins'));
  const fall = h('input', { id: 'cascade-fall', type: 'number', min: -95, max: 200, step: 1, value: -20 });
  const fallField = h('div', { class: 'field' }, h('label', { for: 'cascade-fall' }, 'Move of all coins, %'), fall);
  const hours = h('input', { id: 'cascade-hours', type: 'number', min: 0.1, max: 24, step: 'any', placeholder: 'usual' });
  const seed = h('input', { id: 'cascade-seed', type: 'number', min: 1, max: 1e9, step: 1, value: 1 });
  const boxes = policies.map(policy => h('input', { type: 'checkbox', value: policy.key, checked: policy.key === 'full' || policy.key === 'partial' }));
  const button = h('button', { class: 'primary', type: 'submit' }, 'Run');
  const trouble = h('div', { class: 'trouble', role: 'alert' });
  const progress = jobProgress();
  const result = h('div', { class: 'stack' });
  const past = h('div');
  let watch = null;
  let drawn = [];
  let ended = false;

  pick.addEventListener('change', () => { fallField.hidden = pick.value !== ''; });
  element.append(
    card({ title: 'What is run', note: 'in its own time; nothing of the service waits for it' },
      h('form', { class: 'stack-small', onsubmit: start },
        h('div', { class: 'row' },
          h('div', { class: 'field cascade-event' }, h('label', { for: 'cascade-event' }, 'Shock'), pick), fallField,
          h('div', { class: 'field short' }, h('label', { for: 'cascade-hours' }, 'Hours'), hours),
          h('div', { class: 'field short' }, h('label', { for: 'cascade-seed' }, 'Seed'), seed)),
        h('fieldset', { class: 'policies' }, h('legend', { class: 'small' }, 'Ways of liquidating, side by side'),
          policies.map((policy, index) => h('label', { class: 'check', title: policy.hint }, boxes[index], policy.title, h('span', { class: 'small soft' }, policy.hint)))),
        h('div', { class: 'row' }, button, progress.element), trouble)),
    result, past);
  fill(result, h('div', { class: 'card' }, empty('A run shows price, accounts in liquidation, what was sold, the insurance fund and the depth through time, and what each way of liquidating costs.')));

  events().then(list => {
    if (!ended) pick.append(...list.map(event => h('option', { value: event.event }, `${event.title}  ${movesInWords(event, live.coins)}`)));
  }, error => fill(trouble, failure(error)));

  async function start(event) {
    event.preventDefault();
    const chosen = boxes.filter(box => box.checked).map(box => box.value);
    if (chosen.length === 0) {
      fill(trouble, failure({ message: 'No way of liquidating is chosen.', remedy: 'Choose at least one.' }));
      return;
    }
    fill(trouble);
    button.disabled = true;
    const move = Number(fall.value) / 100;
    const what = pick.value === '' ? { shock: { label: `All coins ${signedPercent(move, 0)}`, others: { spot: move } } } : { event: pick.value };
    try {
      const job = await ask('/jobs', { body: { kind: 'cascade', ...what, policies: chosen, seed: Number(seed.value) || 1, ...(hours.value === '' ? {} : { hours: Number(hours.value) }) } });
      follow(job.job);
    } catch (error) {
      if (error.name !== 'Problem') throw error;
      fill(trouble, failure(error));
    } finally {
      button.disabled = false;
    }
  }

  function follow(job) {
    watch?.stop();
    note({ job });
    watch = watchJob({
      job,
      show(answer) {
        progress.show(answer);
        if (isOpen(answer)) return;
        list();
        if (answer.state === 'done') show(answer);
        else if (answer.state === 'failed') fill(trouble, failure({ message: answer.failure.message, remedy: answer.failure.remedy }));
      },
      fail: problem => fill(trouble, failure(problem)),
    });
  }

  function clear() {
    for (const one of drawn) one.stop();
    drawn = [];
  }

  function show(job) {
    clear();
    const { policies: ran, accounts, left_out: leftOut, rounds, round_seconds: seconds, report } = job.result;
    const charts = courses.map(course => {
      const plot = lines({ label: `${course.title} through time, by way of liquidating`, height: 240, unit: course.unit, x: { title: 'Seconds', format: value => number(value) }, format: course.format });
      drawn.push(plot);
      plot.show({ x: ran[0]?.course.seconds ?? [], series: ran.map(entry => ({ name: entry.policy, x: entry.course.seconds, values: (course.values ?? (list => list))(entry.course[course.key]), hover: course.hover })) });
      return card({ title: course.title, actions: [plot.turn], class: course.key === 'price' ? '' : 'half' }, plot.element);
    });
    const moves = (report?.shock ?? []).map(entry => `${entry.coin} ${signedPercent(entry.move, 1)}`).join(', ');
    const figure = (title, key, format, unit) => ({ title, unit, number: true, cell: row => format(row.summary[key]), order: row => row.summary[key] });
    fill(result,
      card({
        title: 'What came of it', flush: true, note: `${moves}${moves ? ' · ' : ''}${number(accounts)} accounts, ${duration(rounds * seconds)}`,
        foot: `The accounts of this house as they stood${leftOut > 0 ? `; ${number(leftOut)} positions and balances in coins that the simulation does not know are left out` : ''}. Amplification: the furthest move over the furthest move without trades. Shared: losses that clients pay.`,
      }, table({
        label: 'Outcome by way of liquidating',
        columns: [
          { title: 'Way', cell: row => row.policy },
          figure('Amplification', 'amplification', value => `${number(value, 2)} ×`),
          figure('Accounts hit', 'accounts_hit', value => number(value)),
          figure('Liquidated', 'liquidated', brief, 'USD'), figure('Deleveraged', 'deleveraged', brief, 'USD'), figure('Bad debt', 'bad_debt', brief, 'USD'),
          figure('From the fund', 'fund_draw', brief, 'USD'), figure('Shared', 'socialised', brief, 'USD'),
        ],
        rows: ran,
      }).element),
      h('div', { class: 'grid' }, charts),
      (report?.notes ?? []).length > 0 && h('ul', { class: 'notes small soft' }, report.notes.map(text => h('li', null, text))));
  }

  async function list() {
    try {
      const { jobs } = await ask('/jobs');
      if (ended) return;
      const mine = jobs.filter(job => job.kind === 'cascade');
      fill(past, mine.length > 0 && card({ title: 'Runs', flush: true }, table({
        label: 'Runs',
        columns: [
          { title: 'Run', cell: row => h('button', { class: 'link', type: 'button', onclick: () => follow(row.job) }, `${row.job}`) },
          { title: 'State', cell: row => status(row.state) },
          { title: 'Shock', cell: row => row.asked.event ?? row.asked.shock?.label ?? '' },
          { title: 'Ways', cell: row => (row.asked.policies ?? []).join(', ') },
          { title: 'Progress', number: true, cell: row => percent(row.progress, 0) },
          { title: 'Begun', unit: 'UTC', number: true, cell: row => clock(row.begun) },
        ],
        rows: mine,
      }).element));
    } catch (error) {
      if (error.name !== 'Problem') throw error;
      fill(past);
    }
  }

  list();
  const wanted = parameters.get('job');
  if (wanted) follow(wanted);
  say(button, 'Run');
  return {
    stop() {
      ended = true;
      note({ job: null });
      watch?.stop();
      clear();
    },
  };
}

/** Each value with all before it. */
function sums(list) {
  let sum = 0;
  return list.map(value => (sum += value));
}
