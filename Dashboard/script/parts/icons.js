// Drawings of one line each, in the colour of their text.

import { s } from '../dom.js';

const lines = {
  book: ['M4 5h16', 'M4 10h16', 'M4 15h10', 'M4 20h7'],
  account: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M4.500 20.500a7.500 7.500 0 0 1 15 0'],
  market: ['M3 6c4 12 14 12 18 0', 'M3 21h18'],
  stress: ['M13 2 5 13.500h6L10.500 22 19 10h-6.500z'],
  model: ['M4 7h9', 'M19 7h1', 'M16 4.500v5', 'M4 17h1', 'M11 17h9', 'M8 14.500v5'],
  operations: ['M2.500 12h4l3-8 5 16 3-8h4'],
  theme: ['M20 14.500A8.500 8.500 0 1 1 9.500 4a6.800 6.800 0 0 0 10.500 10.500z'],
  leave: ['M14 4h5v16h-5', 'M10 8l-4 4 4 4', 'M6 12h9'],
  close: ['M6 6l12 12', 'M18 6 6 18'],
  table: ['M4 5h16v14H4z', 'M4 10h16', 'M10 10v9'],
  plot: ['M4 4v16h16', 'M7 15l4-5 3 3 5-7'],
};

/** A drawing by name; it says nothing to a screen reader, the words beside it do. */
export function icon(name) {
  return s('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' },
    lines[name].map(d => s('path', { d })));
}

// One shape for each level, so that no two are told apart by colour alone.
const shapes = {
  circle: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  triangle: 'M6 1 11.500 10.800H.500z',
  diamond: 'M6 .300 11.700 6 6 11.700.300 6z',
  square: 'M1.200 1.200h9.600v9.600H1.200z',
  cross: 'M2.200.800 6 4.600 9.800.800l1.400 1.400L7.400 6l3.800 3.800-1.400 1.400L6 7.400l-3.800 3.800-1.400-1.400L4.600 6 .800 2.200z',
  ring: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
};

/** A small filled shape. */
export function shape(name) {
  return s('svg', { viewBox: '0 0 12 12', fill: 'currentColor', 'fill-rule': 'evenodd', 'aria-hidden': 'true' }, s('path', { d: shapes[name] }));
}
