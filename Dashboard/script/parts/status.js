// Levels and states: a shape, a word, a colour.

import { h } from '../dom.js';
import { words, percent } from '../format.js';
import { shape } from './icons.js';

const shapeOf = {
  healthy: 'circle', fresh: 'circle', live: 'circle', accepted: 'circle', info: 'circle', done: 'circle', within: 'circle',
  warning: 'triangle', degraded: 'triangle', recovering: 'triangle', connecting: 'triangle', waiting: 'ring', cancelled: 'ring', running: 'triangle',
  margin_call: 'diamond', severe: 'diamond',
  liquidation: 'square', halted: 'square', critical: 'square', ended: 'square', failed: 'square', bankrupt: 'cross',
};

/** The levels of health, the best first. */
export const levels = ['healthy', 'warning', 'margin_call', 'liquidation', 'bankrupt'];

/** A level or state as a badge. */
export function status(level, text = words(level)) {
  return h('span', { class: 'status', 'data-level': level ?? 'unknown' }, shape(shapeOf[level] ?? 'ring'), text);
}

/** Use of margin as a bar with its number; over 100 % the bar is full and the number says how much. */
export function use(share, level) {
  const part = typeof share === 'number' ? Math.max(0, Math.min(1, share)) : 0;
  return h('span', { class: 'use', 'data-level': level ?? null },
    h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { class: 'fill', style: { width: `${part * 100}%` } })),
    h('span', { class: 'number' }, percent(share, 1)));
}

/** A bar to the right for a gain, to the left for a loss, as long as its share of the largest. */
export function signedBar(value, largest) {
  const part = largest > 0 ? Math.min(1, Math.abs(value) / largest) * 50 : 0;
  const place = value < 0 ? { right: '50%', width: `${part}%` } : { left: '50%', width: `${part}%` };
  return h('div', { class: 'signed-bar', 'aria-hidden': 'true' }, h('div', { class: value < 0 ? 'fill negative' : 'fill', style: place }));
}
