// A series as a small line without axes, for beside a number.

import { s } from '../dom.js';

/**
 * @param {(number|null)[]} values
 * @param {string} label what a screen reader says
 */
export function spark(values, label) {
  const known = values.filter(value => typeof value === 'number');
  const low = Math.min(...known);
  const high = Math.max(...known);
  const range = high - low || 1;
  let path = '';
  values.forEach((value, index) => {
    if (typeof value !== 'number') return;
    const x = values.length < 2 ? 50 : index / (values.length - 1) * 100;
    path += `${path === '' ? 'M' : 'L'}${x.toFixed(2)} ${(26 - (value - low) / range * 24).toFixed(2)}`;
  });
  return s('svg', { class: 'spark', viewBox: '0 0 100 28', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    s('path', { d: path, fill: 'none', stroke: 'var(--series-1)', 'stroke-width': 1.5, 'vector-effect': 'non-scaling-stroke' }));
}
