// What time does: volatility and basis by expiry, funding and basis as they went.

import { h, fill } from '../../dom.js';
import { ask } from '../../api.js';
import { brief, expiry, number, percent, price, signedPercent } from '../../format.js';
import { card, failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';
import { lines } from '../../parts/plots.js';
import { table } from '../../parts/table.js';

const inPercent = value => (typeof value === 'number' ? value * 100 : null);
const days = { title: 'Days to expiry', format: value => number(value, 1) };

/** Cards of the terms of an underlying; `tell(answer)` hears each answer. */
export function openTerms({ live, underlying, tell }) {
  const trouble = h('div', { class: 'trouble' });
  const pastTrouble = h('div', { class: 'trouble' });
  const volatility = lines({ label: 'Term structure of volatility', height: 260, unit: '%', x: days });
  const basis = lines({ label: 'Term structure of basis, annualised', height: 260, unit: '% a year', x: days });
  const funding = lines({ label: 'Funding and premium of the perpetual through time', height: 260, unit: '%', x: { time: true }, format: value => number(value, 4) });
  const past = lines({ label: 'Basis of the nearest future and 30-day volatility through time', height: 260, unit: '% a year', x: { time: true } });

  const list = table({
    label: 'Perpetual and dated futures',
    columns: [
      { title: 'Contract', cell: row => h('span', { class: 'nowrap' }, row.name) },
      { title: 'Mark', number: true, cell: row => price(row.mark), order: row => row.mark },
      { title: 'Bid', number: true, cell: row => price(row.bid), order: row => row.bid },
      { title: 'Ask', number: true, cell: row => price(row.ask), order: row => row.ask },
      { title: 'Over index', number: true, cell: row => signedPercent(row.basis, 3), order: row => row.basis },
      { title: 'A year', number: true, cell: row => signedPercent(row.annualised, 2), order: row => row.annualised },
      { title: 'Open', unit: 'interest', number: true, cell: row => brief(row.open_interest), order: row => row.open_interest },
    ],
    none: 'No perpetual and no dated future is listed.',
  });

  const fresh = keepFresh({
    live, seconds: 2,
    ask: signal => ask('/term-structure', { query: { underlying }, signal }),
    show(answer) {
      fill(trouble);
      tell(answer);
      const at = answer.volatility.map(row => row.days);
      const column = name => answer.volatility.map(row => inPercent(row[name]));
      volatility.show({
        x: at,
        series: [
          { name: 'At the money', values: column('at_the_money'), points: true, joined: true },
          { name: 'Put, 25 delta', values: column('put_25'), points: true, joined: true, symbol: 'triangle-down' },
          { name: 'Call, 25 delta', values: column('call_25'), points: true, joined: true, symbol: 'triangle-up' },
        ],
      });
      basis.show({
        x: answer.futures.map(row => row.days),
        series: [{ name: 'Basis', values: answer.futures.map(row => inPercent(row.basis_annualised)), points: true, joined: true }],
        levels: answer.perpetual && typeof answer.perpetual.funding_annualised === 'number'
          ? [{ y: answer.perpetual.funding_annualised * 100, text: `funding of the perpetual ${percent(answer.perpetual.funding_annualised, 1)}` }] : [],
      });
      list.show([
        ...(answer.perpetual ? [{ ...answer.perpetual, name: 'Perpetual', basis: answer.perpetual.premium, annualised: answer.perpetual.funding_annualised }] : []),
        ...answer.futures.map(future => ({ ...future, name: expiry(future.expiry), annualised: future.basis_annualised })),
      ]);
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  const history = keepFresh({
    live, seconds: 15,
    ask: signal => ask('/term-structure/history', { query: { underlying, points: 400 }, signal }),
    show(answer) {
      fill(pastTrouble);
      funding.show({
        x: answer.times,
        series: [
          { name: 'Funding, 8 h', values: answer.funding_rate.map(inPercent), step: true, hover: '.4f' },
          { name: 'Premium', values: answer.perpetual_premium.map(inPercent), hover: '.4f' },
        ],
      });
      past.show({
        x: answer.times,
        series: [
          { name: 'Basis, a year', values: answer.front_basis_annualised.map(inPercent) },
          { name: 'Volatility, 30 days (right)', values: answer.volatility_index.map(inPercent), right: true, unit: '%' },
        ],
      });
    },
    fail: problem => fill(pastTrouble, failure(problem)),
  });

  return {
    elements: [
      card({ title: 'Volatility by expiry', actions: [volatility.turn], class: 'half' }, trouble, volatility.element),
      card({ title: 'Basis by expiry', actions: [basis.turn], class: 'half' }, basis.element),
      card({ title: 'Funding and premium', note: 'as they went', actions: [funding.turn], class: 'half' }, pastTrouble, funding.element),
      card({ title: 'Basis and volatility', note: 'as they went', actions: [past.turn], class: 'half' }, past.element),
    ],
    futures: card({ title: 'Perpetual and futures', flush: true, class: 'half', foot: 'A year: the basis over the days that are left; of the perpetual its funding, three times a day.' }, list.element),
    stop() {
      fresh.stop();
      history.stop();
      for (const one of [volatility, basis, funding, past]) one.stop();
    },
  };
}
