// A grid of figures as coloured cells, drawn by ourselves: what stands for a surface where Plotly is missing.

import { h, s } from '../dom.js';

const cell = { width: 16, height: 22 };
const left = 52;
const below = 22;

/**
 * @param {object} options `label`; `x` and `y` as figures with a row of `z` for each of `y`; `format(value)` of a cell
 */
export function heatPicture({ label, x, y, z, format }) {
  const known = z.flat().filter(Number.isFinite);
  const low = Math.min(...known);
  const range = Math.max(...known) - low || 1;
  const width = left + x.length * cell.width;
  const height = y.length * cell.height + below;
  const cells = z.flatMap((row, down) => row.map((value, across) => (Number.isFinite(value)
    ? s('rect', {
      x: left + across * cell.width, y: (y.length - 1 - down) * cell.height, width: cell.width - 1, height: cell.height - 1,
      fill: 'var(--series-1)', 'fill-opacity': (0.08 + (value - low) / range * 0.92).toFixed(3),
    }, s('title', null, format(value)))
    : null)));
  const rows = y.map((value, down) => s('text', { x: left - 6, y: (y.length - 1 - down) * cell.height + cell.height * 0.7, 'text-anchor': 'end' }, short(value)));
  const every = Math.max(1, Math.round(x.length / 8));
  const columns = x.map((value, across) => (across % every === 0
    ? s('text', { x: left + (across + 0.5) * cell.width, y: height - 6, 'text-anchor': 'middle' }, short(value))
    : null));
  return h('div', { class: 'heat-picture' },
    s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, cells, rows, columns),
    h('p', { class: 'small soft' }, `The lightest cell is ${format(low)}, the darkest ${format(low + range)}.`));
}

function short(value) {
  return Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(2);
}
