// Sliders for a shock of one's own: all coins together, and single coins otherwise where wanted.

import { h, fill, identifier } from '../../dom.js';
import { signed } from '../../format.js';

// Volatility is asked for as a relative move and told to the service as the change of its logarithm.
const inputs = {
  spot: { title: 'Spot', unit: '%', from: -90, to: 200, step: 1, first: -20, toShock: value => value / 100 },
  volatility: { title: 'Volatility, 30 days', unit: '%', from: -60, to: 250, step: 5, first: 40, toShock: value => Math.log(1 + value / 100), optional: 'follows spot' },
  basis: { title: 'Basis of futures', unit: 'points a year', from: -50, to: 50, step: 1, first: 0, toShock: value => value / 100 },
  skew: { title: 'Skew, 30 days', unit: 'points per ln(K/F)', from: -40, to: 40, step: 1, first: 0, toShock: value => value / 100 },
};

const presets = [
  { title: 'Slide', values: { spot: -20, volatility: null } },
  { title: 'Crash', values: { spot: -40, volatility: 120 } },
  { title: 'Squeeze', values: { spot: 30, volatility: null } },
  { title: 'Volatility up', values: { spot: 0, volatility: 60 } },
  { title: 'Volatility down', values: { spot: 0, volatility: -30 } },
];

/**
 * @param {object} options `coins` their codes, `changed(shock)` with what `/stress` takes as `shock`, some time after the last change
 * @returns {{element: HTMLElement, shock: () => object, stop: () => void}}
 */
export function shockForm({ coins, changed }) {
  const days = h('input', { type: 'number', min: 0, max: 365, step: 1, value: 0, 'aria-label': 'Days that pass', oninput: later });
  const common = moves('All coins', true);
  const single = coins.map(code => ({ code, form: moves(code, false) }));
  const element = h('div', { class: 'shock-form' },
    h('div', { class: 'chips', role: 'group', 'aria-label': 'Examples' }, presets.map(preset => h('button', { type: 'button', class: 'preset', onclick: () => { common.set(preset.values); later(); } }, preset.title))),
    common.element,
    single.map(entry => entry.form.element),
    h('label', { class: 'shock-days' }, 'Days that pass', days, h('span', { class: 'small soft' }, '0: an instant')));
  let timer = null;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => changed(shock()), 250);
  }

  function shock() {
    const own = Object.fromEntries(single.filter(entry => entry.form.isOn()).map(entry => [entry.code, entry.form.values()]));
    const length = Number(days.value);
    return { label: label(), days: Number.isFinite(length) && length > 0 ? length : 0, coins: own, others: common.values() };
  }

  function label() {
    const parts = [['All coins', common], ...single.filter(entry => entry.form.isOn()).map(entry => [entry.code, entry.form])];
    return parts.map(([name, form]) => `${name} ${form.words()}`).join('; ');
  }

  /** The sliders of one coin, or of all. */
  function moves(name, isCommon) {
    const sliders = Object.entries(inputs).map(([key, input]) => [key, slider(`${name}: ${input.title}`, input, later)]);
    const byKey = Object.fromEntries(sliders);
    const more = h('details', null, h('summary', { class: 'small' }, 'Basis and skew'), byKey.basis.element, byKey.skew.element);
    const content = h('div', { class: 'shock-sliders', hidden: !isCommon }, byKey.spot.element, byKey.volatility.element, more);
    const own = h('input', { type: 'checkbox', onchange: () => { content.hidden = !own.checked; later(); } });
    return {
      element: h('fieldset', { class: 'shock-coin' }, h('legend', null, isCommon ? name : h('label', { class: 'check' }, own, `${name} otherwise`)), content),
      isOn: () => own.checked,
      values: () => Object.fromEntries(sliders.filter(([, entry]) => entry.value() !== null).map(([key, entry]) => [key, inputs[key].toShock(entry.value())])),
      words: () => [`${signed(byKey.spot.value(), 0)} %`, byKey.volatility.value() !== null && `volatility ${signed(byKey.volatility.value(), 0)} %`,
        ...['basis', 'skew'].map(key => byKey[key].value() !== 0 && `${key} ${signed(byKey[key].value(), 0)} points`)].filter(Boolean).join(', '),
      set: values => { for (const [key, value] of Object.entries(values)) byKey[key].set(value); },
    };
  }

  return { element, shock, stop: () => clearTimeout(timer) };
}

/** A slider with its number; one that is optional has a box that takes it out. */
function slider(label, { title, unit, from, to, step, first, optional }, changed) {
  const name = identifier('slider');
  const range = h('input', { id: name, type: 'range', min: from, max: to, step, 'aria-label': `${label}, ${unit}`, oninput: () => { figure.value = range.value; changed(); } });
  const figure = h('input', { type: 'number', min: from, max: to, step: 'any', 'aria-label': `${label}, ${unit}, as a number`, oninput: () => { if (isGood()) range.value = figure.value; changed(); } });
  const follows = optional && h('input', { type: 'checkbox', checked: true, onchange: () => { mark(); changed(); } });
  range.value = first;
  figure.value = first;
  const isGood = () => figure.value !== '' && Number.isFinite(Number(figure.value)) && Number(figure.value) >= from && Number(figure.value) <= to;

  function mark() {
    const off = follows ? follows.checked : false;
    range.disabled = off;
    figure.disabled = off;
  }

  mark();
  return {
    element: h('div', { class: 'slider' }, h('label', { for: name }, title, h('span', { class: 'soft' }, ` ${unit}`)), follows && h('label', { class: 'check small' }, follows, optional), range, figure),
    value: () => (follows?.checked ? null : isGood() ? Number(figure.value) : Number(range.value)),
    set(value) {
      if (follows) follows.checked = value === null;
      if (value !== null) {
        range.value = value;
        figure.value = value;
      }
      mark();
    },
  };
}
