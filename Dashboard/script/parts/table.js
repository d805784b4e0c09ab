// Tables of moderate size: head with units, numbers at the right, sorted by a click on a head.

import { h, fill } from '../dom.js';

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} [unit] under the title
 * @property {boolean} [number] aligned at the right
 * @property {(row: object) => (Node|string)} cell
 * @property {(row: object) => (number|string|null)} [order] makes the column sortable
 */

/**
 * A table that can be given other rows.
 * @param {object} options `label` for screen readers, `columns`, `rows`, `none` (words for no rows), `sort` ({column index, descending})
 * @returns {{element: HTMLElement, show: (rows: object[]) => void}}
 */
export function table({ label, columns, rows = [], none = 'None.', sort = null, rowHead = true }) {
  let shown = rows;
  let order = sort;
  const head = h('tr');
  const body = h('tbody');
  const element = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h('table', null, h('caption', { class: 'visually-hidden' }, label), h('thead', null, head), body));

  function cells(row) {
    return columns.map((column, index) => h(index === 0 && rowHead ? 'th' : 'td',
      { class: column.number ? 'number' : null, scope: index === 0 && rowHead ? 'row' : null }, column.cell(row)));
  }

  function draw() {
    fill(head, columns.map((column, index) => {
      const active = order?.column === index;
      const content = [h('span', null, column.title, active && h('span', { class: 'arrow', 'aria-hidden': 'true' }, order.descending ? ' ↓' : ' ↑')),
        column.unit && h('span', { class: 'unit' }, column.unit)];
      return h('th', { scope: 'col', class: column.number ? 'number' : null, 'aria-sort': active ? (order.descending ? 'descending' : 'ascending') : null },
        column.order ? h('button', { class: 'sort', type: 'button', onclick: () => turn(index) }, content) : content);
    }));
    if (shown.length === 0) {
      fill(body, h('tr', null, h('td', { colspan: columns.length, class: 'soft' }, none)));
      return;
    }
    fill(body, sorted(shown, columns, order).map(row => h('tr', null, cells(row))));
  }

  function turn(index) {
    order = { column: index, descending: order?.column === index ? !order.descending : columns[index].number === true };
    draw();
    head.children[index].querySelector('button')?.focus();
  }

  draw();
  return { element, show(next) { shown = next; draw(); } };
}

/** Rows in an order; what has no value stands last either way. */
export function sorted(rows, columns, order) {
  if (!order) return rows;
  const value = columns[order.column].order;
  const sign = order.descending ? -1 : 1;
  return rows.map((row, index) => ({ row, index, value: value(row) })).sort((a, b) => {
    const lacks = value => value === null || value === undefined || Number.isNaN(value);
    if (lacks(a.value) || lacks(b.value)) return lacks(a.value) - lacks(b.value) || a.index - b.index;
    if (a.value === b.value) return a.index - b.index;
    return (a.value < b.value ? -1 : 1) * sign;
  }).map(entry => entry.row);
}
