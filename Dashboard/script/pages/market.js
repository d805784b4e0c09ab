// Market: one coin at a time. What its price stands on, its volatility, its futures and funding, its options.

import { h, fill, say } from '../dom.js';
import { ask } from '../api.js';
import { go } from '../router.js';
import { clock, coin, duration, number, percent, price, signedPercent, words } from '../format.js';
import { card, empty, failure, figures } from '../parts/card.js';
import { keepFresh } from '../parts/fresh.js';
import { status } from '../parts/status.js';
import { table } from '../parts/table.js';
import { tabs } from '../parts/tabs.js';
import { openChain } from './market/chain.js';
import { openSmiles } from './market/smiles.js';
import { openTerms } from './market/terms.js';

// Whether a coin was chosen by its tab: the page is opened anew for it, and the keyboard stays where it was.
let byTab = false;

/** Opens the page. */
export function open({ element, live, parts, parameters }) {
  const place = h('div', { class: 'tabs-place' });
  const trouble = h('div', { class: 'trouble' });
  const body = h('div', { class: 'stack' });
  const state = h('span', { class: 'market-state' });
  let shown = null;
  let coins = '';

  element.append(h('div', { class: 'page-head' }, h('h1', null, 'Market'), place, h('span', { class: 'space' }), state), trouble, body);

  const fresh = keepFresh({
    live,
    ask: signal => ask('/market', { signal }),
    show(answer) {
      fill(trouble);
      if (answer.underlyings.length === 0) {
        fill(body, empty('The market has no underlying yet. Its feed tells them when it is connected.'));
        return;
      }
      const chosen = answer.underlyings.find(entry => coin(entry.underlying) === parts[0]) ?? answer.underlyings[0];
      drawTabs(answer.underlyings, chosen);
      if (shown?.underlying !== chosen.underlying) {
        shown?.stop();
        shown = openCoin({ element: body, live, underlying: chosen.underlying, parameters });
      }
      fill(state, status(chosen.state));
      shown.show(chosen, answer.time);
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  function drawTabs(underlyings, chosen) {
    const names = underlyings.map(entry => entry.underlying).join(' ');
    if (names === coins) return;
    coins = names;
    fill(place, tabs({
      label: 'Coin', tabs: underlyings.map(entry => ({ key: coin(entry.underlying), title: coin(entry.underlying) })), chosen: coin(chosen.underlying),
      choose: key => { byTab = true; go('market', [key]); },
    }).element);
    if (byTab) place.querySelector('[aria-selected="true"]')?.focus();
    byTab = false;
  }

  return {
    leave() {
      fresh.stop();
      shown?.stop();
    },
  };
}

/** All cards of one coin. */
function openCoin({ element, live, underlying, parameters }) {
  const name = coin(underlying);
  const told = Object.fromEntries(['index', 'stable', 'sources', 'spread', 'volatility', 'term', 'funding', 'next', 'premium', 'mark', 'basis', 'front'].map(key => [key, h('span')]));
  const terms = openTerms({ live, underlying, tell: tellTerms });
  const smiles = openSmiles({ live, underlying, parameters });
  const chain = openChain({ live, underlying, parameters });
  const reasons = h('div', { class: 'trouble' });
  const sources = table({
    label: `Sources of the index of ${name}`,
    columns: [
      { title: 'Source', cell: row => row.venue, order: row => row.venue },
      { title: 'Ruling', cell: row => status(row.ruling), order: row => row.ruling },
      { title: 'Price', number: true, cell: row => price(row.price), order: row => row.price },
      { title: 'From the median', number: true, cell: row => signedPercent(row.deviation, 3), order: row => row.deviation },
      { title: 'Told at', unit: 'UTC', number: true, cell: row => clock(row.time), order: row => row.time },
    ],
    none: 'The feed tells an index without sources.',
  });
  const foot = h('span');

  fill(element,
    figures([
      { name: `Index of ${name}`, node: told.index, under: told.stable },
      { name: 'Sources in the index', node: told.sources, under: told.spread },
      { name: 'Volatility, 30 days', node: told.volatility, under: told.term },
      { name: 'Funding, a year', node: told.funding, under: told.next },
      { name: 'Perpetual over index', node: told.premium, under: told.mark },
      { name: 'Basis, a year', node: told.basis, under: told.front },
    ]),
    h('div', { class: 'grid' }, smiles.elements, terms.elements,
      card({ title: 'Oracle', note: 'what the index stands on', flush: true, class: 'half', foot }, reasons, sources.element), terms.futures),
    chain.element);

  function tellTerms(answer) {
    const { perpetual, futures, volatility } = answer;
    say(told.volatility, percent(answer.volatility_index, 1));
    const near = volatility[0];
    const far = volatility[volatility.length - 1];
    say(told.term, near && far !== near ? `${percent(near.at_the_money, 1)} near, ${percent(far.at_the_money, 1)} far` : '');
    say(told.funding, signedPercent(perpetual?.funding_annualised, 2));
    const wait = perpetual?.next_funding ? (new Date(perpetual.next_funding) - new Date(answer.time)) / 1000 : null;
    say(told.next, perpetual ? `${signedPercent(perpetual.funding_rate, 4)} per 8 h${wait > 0 ? `, in ${duration(wait)}` : ''}` : 'no perpetual');
    say(told.premium, signedPercent(perpetual?.premium, 3));
    say(told.mark, perpetual ? `mark ${price(perpetual.mark)}` : '');
    const front = futures.find(future => future.days >= 7) ?? futures[0];
    say(told.basis, signedPercent(front?.basis_annualised, 2));
    say(told.front, front ? `future of ${number(front.days, front.days < 10 ? 1 : 0)} days` : 'no dated future');
  }

  return {
    underlying,
    show(entry, time) {
      const index = entry.index;
      say(told.index, price(index?.price));
      say(told.stable, index?.stable_price ? `stable ${price(index.stable_price)}` : 'no stable price');
      const list = index?.sources ?? [];
      say(told.sources, list.length === 0 ? '–' : `${list.filter(source => source.ruling === 'accepted').length} of ${list.length}`);
      say(told.spread, index?.dispersion === null || index?.dispersion === undefined ? '' : `dispersion ${percent(index.dispersion, 4)}`);
      fill(reasons, (index?.reasons ?? []).length > 0 && h('div', { class: 'notice' }, h('strong', null, `${words(entry.state)}:`), index.reasons.map(reason => h('p', null, words(reason)))));
      sources.show(list);
      say(foot, `Price of ${clock(index?.price_time)} UTC, frame of ${clock(time)} UTC; confidence ${percent(index?.confidence, 3)}. Collateral counts at the lower of price and stable price, what is owed at the higher.`);
    },
    stop() {
      terms.stop();
      smiles.stop();
      chain.stop();
    },
  };
}
