// Charts. Plotly draws them where the service has it; each has its figures as a table as well, which is shown where
// Plotly is missing, and on demand for those who would rather read.

import '../style-attribute.js';
import { h, fill } from '../dom.js';
import { onTheme } from '../theme.js';
import { icon } from './icons.js';
import { table } from './table.js';

let library = null;

/** Plotly, loaded when the first chart is drawn; rejects where the service has none. */
function plotly() {
  library ??= new Promise((resolve, reject) => {
    // Plotly writes the style of its maps into the page, which the page's policy forbids, unless an element of this name is
    // there. No chart here is a map.
    document.head.append(h('meta', { id: '9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53' }));
    const script = h('script', { src: '/dashboard/plotly.min.js' });
    script.addEventListener('load', () => resolve(globalThis.Plotly));
    script.addEventListener('error', () => reject(new Error('missing')));
    document.head.append(script);
  });
  return library;
}

/** The colours of the theme in force. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('text'), soft: colour('text-soft'), line: colour('line'), surface: colour('surface'),
    gain: colour('gain'), loss: colour('loss'), warning: colour('warning'), liquidation: colour('liquidation'),
    series: [1, 2, 3, 4, 5, 6].map(index => colour(`series-${index}`)),
    diverging: [[0, colour('diverging-low')], [0.5, colour('diverging-middle')], [1, colour('diverging-high')]],
  };
}

function axis(colour, more) {
  return {
    gridcolor: colour.line, linecolor: colour.line, zerolinecolor: colour.line, tickfont: { color: colour.soft, size: 11 },
    automargin: true, zeroline: false, ...more, title: { font: { color: colour.soft, size: 11.5 }, standoff: 8, ...more?.title },
  };
}

/** A layout in the colours of the page. */
export function layout(colour, { x, y, ...more } = {}) {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: getComputedStyle(document.body).fontFamily, color: colour.text, size: 12 },
    margin: { l: 56, r: 16, t: 10, b: 40 }, hovermode: 'x unified', showlegend: true, dragmode: false,
    hoverlabel: { bgcolor: colour.surface, bordercolor: colour.line, font: { color: colour.text } },
    legend: { orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0, font: { color: colour.soft, size: 11.5 } },
    xaxis: axis(colour, x), yaxis: axis(colour, y), ...more,
  };
}

/**
 * A chart.
 * @param {object} options
 *   `label`: what it shows, in words; `height` in pixels;
 *   `draw(colours, value)`: Plotly's `{data, layout}`; `table(value)`: `{columns, rows}` as `parts/table.js` takes them;
 *   `instead(value)`: a drawing of our own where Plotly is missing, above the table
 * @returns {{element: HTMLElement, show: (value: any) => void, stop: () => void}}
 */
export function chart({ label, height = 280, draw, table: tabulate, instead }) {
  const plot = h('div', { class: 'plot', role: 'img', 'aria-label': label });
  const figures = h('div', { class: 'chart-table', hidden: true });
  const missing = h('p', { class: 'chart-missing', hidden: true },
    'Plotly.js is not installed, so figures stand here in place of the plot. ', h('code', null, 'make setup-run'), ' fetches it, or name a file: ',
    h('code', null, 'dashboard.plotly_file'), '.');
  const turn = h('button', { class: 'quiet icon chart-turn', type: 'button', 'aria-pressed': 'false', 'aria-label': `${label}: show as a table`, title: 'Show as a table', onclick: () => { chosen = !chosen; mark(); } }, icon('table'));
  const box = h('div', { class: 'chart' }, plot);
  const element = h('figure', { style: { '--chart-height': `${height}px` } }, missing, box, figures);
  let value;
  let drawn = false;
  let chosen = false;
  let absent = false;
  let stopped = false;

  function mark() {
    const asTable = chosen || absent;
    turn.hidden = absent;
    turn.setAttribute('aria-pressed', chosen ? 'true' : 'false');
    fill(turn, icon(chosen ? 'plot' : 'table'));
    box.hidden = asTable;
    figures.hidden = !asTable;
    missing.hidden = !absent;
    paint();
  }

  async function paint() {
    if (value === undefined || stopped) return;
    if (!figures.hidden) {
      const at = figures.firstElementChild?.scrollTop;
      fill(figures, absent && instead?.(value), table({ label, ...tabulate(value) }).element);
      if (at) figures.firstElementChild.scrollTop = at;
      return;
    }
    try {
      const Plotly = await plotly();
      if (stopped || box.hidden || !element.isConnected) return;
      const { data, layout: look } = draw(colours(), value);
      await Plotly.react(plot, data, { ...look, autosize: true }, { displayModeBar: false, responsive: false, displaylogo: false });
      drawn = true;
      // Plotly measures its letters in a drawing of its own, which says nothing to anybody.
      document.getElementById('js-plotly-tester')?.setAttribute('aria-hidden', 'true');
    } catch (error) {
      if (error.message !== 'missing') throw error;
      absent = true;
      mark();
    }
  }

  const sizes = new ResizeObserver(() => { if (drawn && !box.hidden && box.clientWidth > 0) globalThis.Plotly.Plots.resize(plot); else if (!drawn) paint(); });
  sizes.observe(box);
  const leave = onTheme(() => paint());
  return {
    element,
    turn,
    show(next) { value = next; paint(); },
    stop() {
      stopped = true;
      leave();
      sizes.disconnect();
      if (drawn) globalThis.Plotly.purge(plot);
    },
  };
}
