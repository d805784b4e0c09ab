// Backtest: whether the requirement of an account's portfolio would have been enough, and how steady it was.

import { h, fill } from '../../dom.js';
import { ask } from '../../api.js';
import { address, note } from '../../router.js';
import { clock, day, number, percent, significant, words } from '../../format.js';
import { accountPicker } from '../../parts/account-picker.js';
import { card, empty, failure, figures } from '../../parts/card.js';
import { isOpen, jobProgress, watchJob } from '../../parts/job.js';
import { lines } from '../../parts/plots.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

/** Opens the view. */
export function openBacktest({ element, session, parameters }) {
  const picker = accountPicker({ chosen: parameters.get('account') ?? '' });
  const days = h('input', { id: 'backtest-days', type: 'number', min: 2, max: 3650, step: 1, placeholder: '250' });
  const model = h('select', { id: 'backtest-model' }, h('option', { value: '' }, 'the account’s own'), session.models.map(name => h('option', { value: name }, name)));
  const button = h('button', { class: 'primary', type: 'submit' }, 'Run');
  const trouble = h('div', { class: 'trouble' });
  const progress = jobProgress();
  const result = h('div', { class: 'stack' });
  const past = h('div');
  let watch = null;
  let plot = null;
  let ended = false;

  element.append(
    card({ title: 'Was the margin enough?', note: 'today’s portfolio carried through the history that the service has' },
      h('form', { class: 'stack-small', onsubmit: start },
        h('div', { class: 'row' }, picker.element,
          h('div', { class: 'field' }, h('label', { for: 'backtest-model' }, 'Model'), model),
          h('div', { class: 'field short' }, h('label', { for: 'backtest-days' }, 'Days'), days), button, progress.element), trouble)),
    result, past);
  fill(result, h('div', { class: 'card' }, empty('A run shows requirement against loss day by day, the exceptions, and how much the requirement swings.')));

  async function start(event) {
    event.preventDefault();
    const account = picker.value();
    if (account === '') {
      picker.element.querySelector('input').focus();
      return;
    }
    fill(trouble);
    note({ account });
    button.disabled = true;
    try {
      const job = await ask('/jobs', { body: { kind: 'backtest', account, ...(days.value === '' ? {} : { days: Number(days.value) }), ...(model.value === '' ? {} : { model: model.value }) } });
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
        else if (answer.state === 'failed') fill(trouble, failure(answer.failure));
      },
      fail: problem => fill(trouble, failure(problem)),
    });
  }

  function show(job) {
    plot?.stop();
    plot = null;
    const answer = job.result;
    const { coverage, procyclicality } = answer;
    if (answer.why_not || answer.times.length === 0) {
      fill(result, h('div', { class: 'card notice' }, h('strong', null, 'There is no backtest of this portfolio.'), answer.why_not ?? 'The history has no days for it.'));
      return;
    }
    plot = lines({ label: 'Requirement against loss', height: 340, unit: 'USD', x: { time: true }, format: value => number(value) });
    plot.show({
      x: answer.times,
      series: [
        { name: 'Requirement', values: answer.requirement, step: true, colour: 0, hover: ',.0f' },
        { name: 'Loss over the horizon', values: answer.loss, colour: 5, dash: 'solid', hover: ',.0f' },
        { name: 'Exceptions', x: answer.exceptions.map(index => answer.times[index]), values: answer.exceptions.map(index => answer.loss[index]), points: true, symbol: 'x', size: 9, colour: 1, hover: ',.0f' },
      ],
    });
    const ruled = p => (typeof p === 'number' ? ruling(p < 0.05) : '');
    const notes = [...(answer.left_out ?? []).map(entry => `Left out: ${entry.name}, ${entry.reason}`), ...(answer.notes ?? [])];
    fill(result,
      figures([
        { name: 'Account', node: h('a', { href: address('account', [job.asked.account]) }, job.asked.account), under: `model ${answer.model}` },
        { name: 'Days', node: number(answer.days), under: `${day(answer.times[0])} to ${day(answer.times[answer.times.length - 1])}` },
        { name: 'Exceptions', node: number(answer.exceptions.length), under: coverage ? `${percent(coverage.observed, 2)}; expected ${percent(coverage.expected, 2)}` : 'no test of so few days' },
        { name: 'Peak to trough', node: procyclicality ? `${number(procyclicality.peak_to_trough, 2)} ×` : '–', under: 'of the requirement' },
        { name: 'Largest rise, 1 day', node: percent(procyclicality?.largest_rise_1_day, 1), under: procyclicality ? `${percent(procyclicality.largest_rise_5_days, 1)} in 5 days` : 'asks for 21 days' },
      ]),
      card({ title: 'Requirement against loss', actions: [plot.turn], foot: 'Loss is positive; a cross marks a day on which it was larger than the requirement.' }, plot.element),
      h('div', { class: 'grid' },
        card({ title: 'Coverage', flush: true, class: 'half', foot: 'A test rejects where p is below 5 %: another number of exceptions than expected (Kupiec), or that together with exceptions in a row (Christoffersen, joint).' }, table({
          label: 'Coverage',
          columns: [{ title: 'Test', cell: row => row[0] }, { title: 'Value', number: true, cell: row => row[1] }, { title: 'Ruling', cell: row => row[2] }],
          none: 'There are too few days for a test.',
          rows: coverage === null ? [] : [
            ['Periods tested', number(coverage.periods), ''],
            ['Exceptions expected', percent(coverage.expected, 2), ''],
            ['Exceptions seen', `${percent(coverage.observed, 2)} (${number(coverage.breaches)})`, coverage.observed <= coverage.expected ? status('within', 'covered') : status('warning', 'more than expected')],
            ['Kupiec, p', significant(coverage.kupiec_p, 3), ruled(coverage.kupiec_p)],
            ['Christoffersen, p', significant(coverage.christoffersen_p, 3), ruled(coverage.christoffersen_p)],
            ['Traffic light', '', coverage.zone ? status({ green: 'within', yellow: 'warning', red: 'critical' }[coverage.zone], words(coverage.zone)) : ''],
          ],
        }).element),
        card({ title: 'Procyclicality', flush: true, class: 'half', foot: 'How much the requirement of the same portfolio swings: what its owner has to find in a hurry.' }, table({
          label: 'Procyclicality',
          columns: [{ title: 'Figure', cell: row => row[0] }, { title: 'Value', number: true, cell: row => row[1] }],
          none: 'It asks for 21 days at least.',
          rows: procyclicality === null ? [] : [
            ['Peak to trough', `${number(procyclicality.peak_to_trough, 2)} ×`], ['Largest rise in 1 day', percent(procyclicality.largest_rise_1_day, 2)],
            ['Largest rise in 5 days', percent(procyclicality.largest_rise_5_days, 2)], ['Deviation of daily changes', percent(procyclicality.standard_deviation_of_changes, 2)],
          ],
        }).element)),
      notes.length > 0 && h('ul', { class: 'notes small soft' }, notes.map(text => h('li', null, text))));
  }

  async function list() {
    try {
      const { jobs } = await ask('/jobs');
      if (ended) return;
      const mine = jobs.filter(job => job.kind === 'backtest');
      fill(past, mine.length > 0 && card({ title: 'Runs', flush: true }, table({
        label: 'Runs',
        columns: [
          { title: 'Run', cell: row => h('button', { class: 'link', type: 'button', onclick: () => follow(row.job) }, `${row.job}`) },
          { title: 'State', cell: row => status(row.state) }, { title: 'Account', cell: row => row.asked.account }, { title: 'Model', cell: row => row.asked.model ?? 'its own' },
          { title: 'Days', number: true, cell: row => number(row.asked.days) }, { title: 'Begun', unit: 'UTC', number: true, cell: row => clock(row.begun) },
        ],
        rows: mine,
      }).element));
    } catch (error) {
      if (error.name !== 'Problem') throw error;
      fill(past);
    }
  }

  list();
  if (parameters.get('job')) follow(parameters.get('job'));
  return {
    stop() {
      ended = true;
      note({ job: null });
      watch?.stop();
      plot?.stop();
      picker.stop();
    },
  };
}

const ruling = rejected => (rejected ? status('warning', 'rejected') : status('within', 'not rejected'));
