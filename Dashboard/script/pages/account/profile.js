// P&L over spot and volatility, and the payoff now and at expiry.

import { accountPath, ask } from '../../api.js';
import { cell, coin, expiry, number, price, signed, signedPercent } from '../../format.js';
import { h, fill } from '../../dom.js';
import { failure } from '../../parts/card.js';
import { keepFresh } from '../../parts/fresh.js';
import { heatmap, lines } from '../../parts/plots.js';

/** Both charts, of the account as it is. */
export function profile({ name, live, onMargin }) {
  const picker = h('select', { 'aria-label': 'Coin' });
  const trouble = h('div', { class: 'trouble' });
  const { map, payoff } = profilePlots(name);
  const note = h('span');
  let coins = [];
  let fresh = null;

  const leave = onMargin(({ explanation }) => {
    const next = Object.keys(explanation.greeks ?? {});
    if (next.join() === coins.join()) return;
    coins = next;
    const before = picker.value;
    fill(picker, coins.map(part => h('option', null, part)));
    if (coins.includes(before)) picker.value = before;
    begin();
  });

  function begin() {
    fresh?.stop();
    if (coins.length === 0) return;
    fresh = keepFresh({
      live, seconds: 5,
      ask: signal => ask(accountPath(name, '/profile'), { body: { underlying: picker.value }, signal }),
      show(answer) { fill(trouble); showMap(map, answer); showPayoff(payoff, answer, note); },
      fail: problem => fill(trouble, failure(problem)),
    });
  }
  picker.addEventListener('change', begin);

  return {
    cards: [
      { title: 'P&L over spot and volatility', width: 'half', actions: [picker, map.turn], node: h('div', null, trouble, map.element) },
      { title: 'Payoff', width: 'half', note, actions: [payoff.turn], node: payoff.element },
    ],
    leave() { leave(); fresh?.stop(); map.stop(); payoff.stop(); },
  };
}

/** The two charts of a profile. */
export function profilePlots(name) {
  return {
    map: heatmap({ label: `P&L of ${name} over moves of spot and volatility`, height: 340, x: { title: 'spot', format: value => signedPercent(value, 0) }, y: { title: 'volatility', format: value => signedPercent(value, 0) }, brief: cell, format: value => number(value) }),
    payoff: lines({ label: `Payoff of ${name}, now and at expiry`, height: 340, unit: 'USD', x: { title: 'price of the coin, USD', format: price }, format: value => signed(value) }),
  };
}

/** Shows the heatmap of a profile; with the trades where it has some. */
export function showMap(map, answer) {
  const keep = answer.spot_moves.map((_, index) => index).filter(index => answer.spot_moves.length <= 13 || index % 2 === 0);
  const pick = row => keep.map(index => row[index]);
  map.show({ x: pick(answer.spot_moves), y: answer.volatility_moves, z: (answer.after ?? answer).pnl.map(pick) });
}

/** Shows the payoff of a profile, before and after the trades where it has some. */
export function showPayoff(plot, answer, note) {
  const { payoff, after } = answer;
  const at = payoff.expiry ? `at expiry (${expiry(payoff.expiry)})` : null;
  const series = after
    ? [{ name: 'now, as it is', values: payoff.now, dash: 'dot', colour: 5 }, { name: 'now, with the trades', values: after.now, dash: 'solid', colour: 0 }, at && { name: at, values: after.at_expiry, dash: 'dash', colour: 1 }]
    : [{ name: 'now', values: payoff.now, dash: 'solid' }, at && { name: at, values: payoff.at_expiry, dash: 'dash' }];
  plot.show({ x: payoff.prices, series: series.filter(Boolean), marks: [{ x: answer.index, text: ` ${coin(answer.underlying)} now` }] });
  if (note) fill(note, `${answer.coin} at ${price(answer.index)}`);
}
