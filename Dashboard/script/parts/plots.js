// The kinds of chart that pages use: lines, bars, heatmap, surface. Each takes figures and gives plot and table.

import { chart, layout } from './chart.js';
import { number, instant } from '../format.js';
import { heatPicture } from './heat-picture.js';

const patterns = ['', '/', '.', 'x', '\\', '+'];
const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'];

/**
 * Lines over time or over a number.
 * @param {object} options `label`, `height`, `unit` of the values, `x` (`{title, time, format(value), suffix}`), `format(value)`,
 *   `table(value)` where another table than one column for each series reads better
 * `show({x: [...], title, series: [{name, values, dash, fill, points, joined}], marks: [{x, text}], levels: [{y, text}]})`; `title` is the axis' where it changes
 */
export function lines({ label, height, unit = '', x = {}, format = value => number(value, 2), range, table }) {
  return chart({
    label, height,
    draw(colour, value) {
      const data = value.series.map((series, index) => ({
        type: 'scatter', mode: series.points ? (series.joined ? 'lines+markers' : 'markers') : 'lines', name: series.name, x: series.x ?? value.x, y: series.values,
        line: { color: colour.series[(series.colour ?? index) % colour.series.length], width: 2, dash: series.dash ?? dashes[index % dashes.length], shape: series.step ? 'hv' : 'linear' },
        marker: { color: colour.series[(series.colour ?? index) % colour.series.length], size: series.size ?? 6, symbol: series.symbol ?? 'circle' },
        fill: series.fill ? 'tozeroy' : 'none', connectgaps: false, yaxis: series.right ? 'y2' : 'y',
        hovertemplate: `%{y:${series.hover ?? ',.2~f'}} ${series.unit ?? unit}`,
      }));
      const shapes = [
        ...(value.marks ?? []).map(mark => ({ type: 'line', x0: mark.x, x1: mark.x, yref: 'paper', y0: 0, y1: 1, line: { color: colour.soft, width: 1, dash: 'dot' } })),
        ...(value.levels ?? []).map(level => ({ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: level.y, y1: level.y, line: { color: colour.liquidation, width: 1.2, dash: 'dash' } })),
      ];
      const annotations = [
        ...(value.marks ?? []).map(mark => ({ x: mark.x, yref: 'paper', y: 1, yanchor: 'top', xanchor: 'left', text: mark.text, showarrow: false, font: { size: 11, color: colour.soft } })),
        ...(value.levels ?? []).map(level => ({ xref: 'paper', x: 1, xanchor: 'right', y: level.y, yanchor: 'bottom', text: level.text, showarrow: false, font: { size: 11, color: colour.liquidation } })),
      ];
      const right = value.series.find(series => series.right);
      return {
        data,
        layout: layout(colour, {
          x: { title: { text: value.title ?? x.title ?? '' }, type: x.time ? 'date' : undefined, ticksuffix: x.suffix },
          y: { title: { text: unit }, range, zeroline: true },
          ...(right && { yaxis2: { overlaying: 'y', side: 'right', showgrid: false, tickmode: 'auto', nticks: 6, zeroline: false, tickfont: { color: colour.soft, size: 11 }, title: { text: right.unit ?? '', font: { color: colour.soft, size: 11.5 } }, automargin: true } }),
          shapes, annotations, showlegend: value.series.length > 1,
        }),
      };
    },
    table: table ?? (value => {
      const times = [...new Set(value.series.flatMap(series => series.x ?? value.x))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const at = value.series.map(series => new Map((series.x ?? value.x).map((time, index) => [time, series.values[index]])));
      return {
        columns: [
          { title: value.title || x.title || (x.time ? 'Time (UTC)' : ''), number: !x.time, cell: row => (x.time ? instant(row) : (x.format ?? (part => number(part, 2)))(row)) },
          ...value.series.map((series, index) => ({ title: series.name, unit: series.unit ?? unit, number: true, cell: row => format(at[index].get(row) ?? null) })),
        ],
        rows: times,
      };
    }),
  });
}

/**
 * Bars of figures by name, to the right for a gain and to the left for a loss.
 * `show({names: [...], series: [{name, values}]})`
 */
export function bars({ label, height, unit = 'USD', format = value => number(value), stacked = true }) {
  return chart({
    label, height,
    draw(colour, value) {
      const names = [...value.names].reverse();
      return {
        data: value.series.map((series, index) => ({
          type: 'bar', orientation: 'h', name: series.name, y: names, x: [...series.values].reverse(),
          marker: { color: series.signed ? [...series.values].reverse().map(part => colour.series[part < 0 ? 1 : 0]) : colour.series[index % colour.series.length], pattern: { shape: patterns[(index + Math.floor(index / patterns.length)) % patterns.length], fillmode: 'overlay', fgcolor: colour.surface, fgopacity: 0.7, size: 7, solidity: 0.25 } },
          hovertemplate: `%{x:,.0f} ${unit}`,
        })),
        layout: layout(colour, {
          x: { title: { text: unit }, zeroline: true, zerolinecolor: colour.soft }, y: { type: 'category', gridcolor: 'rgba(0,0,0,0)', showgrid: false },
          barmode: stacked ? 'relative' : 'group', hovermode: 'closest', showlegend: value.series.length > 1, bargap: 0.35,
        }),
      };
    },
    table: value => ({
      columns: [{ title: '', cell: row => value.names[row] }, ...value.series.map(series => ({ title: series.name, unit, number: true, cell: row => format(series.values[row]) }))],
      rows: value.names.map((_, index) => index),
    }),
  });
}

/**
 * A heatmap of gains and losses around nothing.
 * @param {object} options `label`, `height`, `x` and `y`: `{title, format(value)}`, `unit`, `format(value)`, `brief(value)` for the cells, `diverging` (true)
 * `show({x: [...], y: [...], z: [[...]]})` with a row for each of `y`
 */
export function heatmap({ label, height, x, y, unit = 'USD', format = value => number(value), brief = format, diverging = true }) {
  return chart({
    label, height,
    draw(colour, value) {
      const largest = Math.max(1e-12, ...value.z.flat().filter(Number.isFinite).map(Math.abs));
      const words = value.z.map(row => row.map(part => brief(part)));
      const few = value.x.length <= 24 && innerWidth > 700;
      return {
        data: [{
          type: 'heatmap', x: value.x.map(x.format), y: value.y.map(y.format), z: value.z,
          text: words, texttemplate: few ? '%{text}' : undefined, textfont: { size: 10.5 },
          colorscale: diverging ? colour.diverging : 'Cividis', zmin: diverging ? -largest : undefined, zmax: diverging ? largest : undefined, zmid: diverging ? 0 : undefined,
          xgap: 1, ygap: 1, showscale: true, colorbar: { thickness: 10, len: 0.9, outlinewidth: 0, tickfont: { color: colour.soft, size: 10.5 }, title: { text: unit, font: { color: colour.soft, size: 11 } } },
          hovertemplate: `${x.title} %{x}<br>${y.title} %{y}<br><b>%{z:,.4~g} ${unit}</b><extra></extra>`,
        }],
        layout: layout(colour, { x: { title: { text: x.title }, type: 'category', showgrid: false }, y: { title: { text: y.title }, type: 'category', showgrid: false }, hovermode: 'closest', showlegend: false }),
      };
    },
    table: value => ({
      columns: [{ title: `${y.title} \\ ${x.title}`, cell: row => y.format(value.y[row]) }, ...value.x.map((part, index) => ({ title: x.format(part), number: true, cell: row => format(value.z[row][index]) }))],
      rows: value.y.map((_, index) => index),
    }),
  });
}

/**
 * A surface that can be turned.
 * `show({x: [...], y: [...], z: [[...]]})` with a row for each of `y`
 */
export function surface({ label, height, x, y, z, format = value => number(value, 4) }) {
  return chart({
    label, height,
    instead: value => heatPicture({ label, x, y, format, ...value }),
    draw(colour, value) {
      const axis = title => ({ title: { text: title, font: { size: 11, color: colour.soft } }, tickfont: { size: 10, color: colour.soft }, gridcolor: colour.line, zerolinecolor: colour.line, backgroundcolor: 'rgba(0,0,0,0)' });
      return {
        data: [{
          type: 'surface', x: value.x, y: value.y, z: value.z, colorscale: 'Viridis', showscale: false,
          contours: { x: { show: true, color: 'rgba(255,255,255,0.35)', width: 1 }, y: { show: true, color: 'rgba(255,255,255,0.35)', width: 1 } },
          hovertemplate: `${x.title} %{x:.3f}<br>${y.title} %{y:.1f}<br>${z.title} %{z:.4f}<extra></extra>`,
        }],
        layout: {
          ...layout(colour, {}), margin: { l: 0, r: 0, t: 0, b: 0 }, dragmode: 'orbit', uirevision: 'turned',
          scene: { xaxis: axis(x.title), yaxis: axis(y.title), zaxis: axis(z.title), camera: { eye: { x: 1.3, y: -1.4, z: 0.55 } }, aspectmode: 'manual', aspectratio: { x: 1.25, y: 1.25, z: 0.7 } },
        },
      };
    },
    table: value => ({
      columns: [{ title: `${y.title} \\ ${x.title}`, cell: row => number(value.y[row], 1) }, ...value.x.map((part, index) => ({ title: number(part, 3), number: true, cell: row => format(value.z[row][index]) }))],
      rows: value.y.map((_, index) => index),
    }),
  });
}
