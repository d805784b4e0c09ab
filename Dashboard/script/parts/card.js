// Frames around what is shown, and what stands in them while there is nothing to show.

import { h, identifier } from '../dom.js';

/**
 * A card: a heading, what belongs beside it, a body, a foot.
 * @param {object} options `title`, `note` (small words beside it), `actions` (nodes at the right), `foot`, `flush` (no padding), `class`
 * @param {...Node} children of the body
 */
export function card({ title, note, actions = [], foot, flush = false, class: extra = '' }, ...children) {
  const name = identifier('card');
  return h('section', { class: `card ${extra}`.trim(), 'aria-labelledby': name },
    h('header', null, h('h2', { id: name }, title), note && h('span', { class: 'note' }, note), h('span', { class: 'space' }), actions),
    h('div', { class: flush ? 'body flush' : 'body' }, children),
    foot && h('footer', null, foot));
}

/** Large figures side by side: `[{name, node, under}]`. */
export function figures(list) {
  return h('dl', { class: 'figures' }, list.map(({ name, node, under }) =>
    h('div', { class: 'figure' }, h('dt', null, name), h('dd', null, node), under !== undefined && h('dd', { class: 'under' }, under))));
}

/** Words where there is nothing. */
export function empty(text) {
  return h('div', { class: 'empty' }, text);
}

/** What went wrong, and what to do. */
export function failure(problem) {
  return h('div', { class: 'notice bad', role: 'alert' },
    h('strong', null, problem.message), problem.remedy ?? '');
}
