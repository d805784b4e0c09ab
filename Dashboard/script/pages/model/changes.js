// Changes of parameters: who wants what, what it does to every book, and what stands in the file otherwise than before.

import { h, fill } from '../../dom.js';
import { ask } from '../../api.js';
import { address, note } from '../../router.js';
import { brief, instant, number, percent, signed, words } from '../../format.js';
import { card, empty, failure, figures } from '../../parts/card.js';
import { difference } from '../../parts/difference.js';
import { confirmation, toast } from '../../parts/dialog.js';
import { keepFresh } from '../../parts/fresh.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

const badge = { proposed: 'waiting', scheduled: 'recovering', in_force: 'healthy', superseded: 'unknown', rolled_back: 'severe', cancelled: 'unknown', expired: 'unknown' };

/** Opens the view. */
export function openChanges({ element, live, session, parameters }) {
  const trouble = h('div', { class: 'trouble' });
  const detail = h('div', { class: 'stack' });
  const admin = session.scopes.includes('admin') && session.sees === null;
  let chosen = Number(parameters.get('change')) || null;
  let abort = null;
  let drawn = '';

  const list = table({
    label: 'Changes of parameters',
    columns: [
      { title: 'Change', cell: row => h('button', { class: 'link', type: 'button', 'aria-pressed': row.change === chosen ? 'true' : 'false', onclick: () => open(row.change) }, `${row.change} · ${row.model}`) },
      { title: 'Status', cell: row => status(badge[row.status], words(row.status)) },
      { title: 'Proposed', unit: 'UTC', cell: row => h('span', { class: 'nowrap' }, instant(row.proposed_at)) },
      { title: 'In force', unit: 'UTC', cell: row => h('span', { class: 'nowrap' }, instant(row.effective_at)) },
      { title: 'Maintenance margin', unit: 'USD, all books', number: true, cell: row => signedBrief(row.effect.maintenance_margin_after - row.effect.maintenance_margin_before) },
      { title: 'Lets off', unit: 'at most', number: true, cell: row => percent(row.effect.largest_fall_share, 2) },
      { title: 'Approvals', number: true, cell: row => number(row.approvals) },
      { title: 'Reason', cell: row => h('span', { class: 'reason' }, row.reason) },
    ],
    none: 'Nobody has proposed a change: the parameters are those that the service was configured with.',
  });
  element.append(trouble, card({ title: 'Changes', note: 'the latest first', flush: true, foot: admin ? 'A change is approved by two who did not propose it, after each has seen its effect.' : 'Approving asks for a key of the house with the scope admin.' }, list.element), detail);

  const fresh = keepFresh({
    live, seconds: 5,
    ask: signal => ask('/parameters/changes', { signal }),
    show(answer) {
      fill(trouble);
      const now = JSON.stringify(answer.changes);
      if (now === drawn) return;
      drawn = now;
      list.show(answer.changes);
      if (chosen === null && answer.changes.length > 0) open(answer.changes[0].change);
      else if (chosen !== null) open(chosen);
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  async function open(change) {
    chosen = change;
    note({ change });
    abort?.abort();
    abort = new AbortController();
    const mine = abort;
    try {
      const answer = await ask(`/parameters/changes/${change}`, { signal: mine.signal });
      const before = await versionBefore(answer, mine.signal);
      if (abort === mine) show(answer, before);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.name !== 'Problem') throw error;
      fill(detail, h('div', { class: 'card' }, failure(error)));
    }
  }

  /** The file that the change replaces, or would. */
  async function versionBefore(change, signal) {
    const { models } = await ask('/parameters', { signal });
    const model = models.find(entry => entry.model === change.model);
    if (!model) return null;
    const own = model.versions.find(version => version.change === change.change);
    const number = own ? own.version - 1 : model.in_force;
    if (number < 1) return null;
    try {
      return await ask(`/parameters/${encodeURIComponent(change.model)}/versions/${number}`, { signal });
    } catch (error) {
      if (error.status === 404) return null;
      throw error;
    }
  }

  function show(change, before) {
    const { effect } = change;
    const isOpen = change.status === 'proposed';
    fill(detail,
      card({
        title: `Change ${change.change} of ${change.model}`, note: status(badge[change.status], words(change.status)),
        actions: [
          admin && isOpen && h('button', { class: 'primary', type: 'button', onclick: () => approve(change) }, 'Approve'),
          admin && (isOpen || change.status === 'scheduled') && h('button', { class: 'danger', type: 'button', onclick: () => cancel(change) }, 'Take back'),
        ],
      }, h('dl', { class: 'pairs' },
        pair('Reason', change.reason, 'wide'), change.proposer && pair('By', change.proposer), pair('Approved by', (change.approvers ?? []).join(', ') || `${number(change.approvals)} so far`),
        pair('Proposed', `${instant(change.proposed_at)} UTC`), pair('Not before', `${instant(change.not_before)} UTC`), pair('In force', change.effective_at ? `${instant(change.effective_at)} UTC` : 'not yet'), pair('File', h('code', null, change.hash), 'wide'))),
      figures([
        { name: 'Initial margin, USD', node: brief(effect.initial_margin_after), under: `${shift(effect.initial_margin_before, effect.initial_margin_after)}` },
        { name: 'Maintenance margin, USD', node: brief(effect.maintenance_margin_after), under: `${shift(effect.maintenance_margin_before, effect.maintenance_margin_after)}` },
        { name: 'Largest fall', node: percent(effect.largest_fall_share, 2), under: 'of anyone’s requirement' },
        { name: 'Largest rise', node: percent(effect.largest_rise_share, 2), under: 'of anyone’s new one' },
        { name: 'Accounts', node: number(effect.accounts), under: effect.incomplete_accounts > 0 ? `${number(effect.incomplete_accounts)} not priced in full` : `frame ${number(effect.frame)}` },
      ]),
      h('div', { class: 'grid' },
        card({ title: 'Effect on levels', flush: true, class: 'half' }, table({
          label: 'Accounts by level before and after',
          columns: [
            { title: 'Level', cell: row => status(row.status) }, { title: 'Before', number: true, cell: row => number(row.before) },
            { title: 'After', number: true, cell: row => number(row.after) }, { title: 'Change', number: true, cell: row => (row.after === row.before ? '0' : signed(row.after - row.before)) },
          ],
          rows: effect.levels,
        }).element),
        card({ title: 'Who fares worst', flush: true, class: 'half' }, table({
          label: 'Accounts that fare worst',
          columns: [
            { title: 'Account', cell: row => h('a', { href: address('account', [row.account]) }, row.account) },
            { title: 'Before', cell: row => status(row.status_before) }, { title: 'After', cell: row => status(row.status_after) },
            { title: 'MM', unit: 'USD', number: true, cell: row => signed(row.after.maintenance_margin - row.before.maintenance_margin) },
          ],
          rows: effect.worst_accounts ?? [], none: 'Told to keys of the house only, or nobody fares worse.',
        }).element)),
      fileCard(change, before));
  }

  function fileCard(change, before) {
    let file = null;
    try {
      file = JSON.parse(change.file);
    } catch {
      return card({ title: 'What is otherwise in the file', flush: true }, h('div', { class: 'notice' }, 'The file is not JSON and stands as it is:'), h('pre', { class: 'file-raw', tabindex: 0 }, change.file));
    }
    if (!before) return card({ title: 'What is otherwise in the file', flush: true }, empty('There is no version before that it could be held against.'));
    const changes = difference(before.file, file);
    return card({ title: 'What is otherwise in the file', note: `against version ${before.version}: ${number(changes.length)} ${changes.length === 1 ? 'entry' : 'entries'}`, flush: true },
      h('div', { class: 'file-table' }, table({
        label: 'Differences',
        columns: [
          { title: 'Entry', cell: row => h('code', null, row.path) },
          { title: '', cell: row => h('span', { class: `difference ${row.kind}` }, { added: '+ added', removed: '− removed', changed: '~ changed' }[row.kind]) },
          { title: 'Before', number: true, cell: row => value(row.before) }, { title: 'After', number: true, cell: row => h('strong', null, value(row.after)) },
          { title: 'By', number: true, cell: row => (typeof row.before === 'number' && typeof row.after === 'number' && row.before !== 0 ? `${signed((row.after / row.before - 1) * 100, 2)} %` : '') },
        ],
        rows: changes, none: 'The two files say the same.',
      }).element));
  }

  function approve(change) {
    confirmation({
      title: `Approve change ${change.change} of ${change.model}`, action: 'Approve', reason: false,
      text: `Its effect is measured anew. Maintenance margin of all books goes from ${brief(change.effect.maintenance_margin_before)} to ${brief(change.effect.maintenance_margin_after)} USD; the largest fall of anyone’s requirement is ${percent(change.effect.largest_fall_share, 2)}.`,
      act: async () => {
        await ask(`/parameters/changes/${change.change}/approvals`, { method: 'POST' });
        toast(`Change ${change.change} is approved by this key.`);
        drawn = '';
        fresh.again();
      },
    });
  }

  function cancel(change) {
    confirmation({
      title: `Take back change ${change.change} of ${change.model}`, action: 'Take back', text: 'It will not come into force.',
      act: async reason => {
        await ask(`/parameters/changes/${change.change}`, { method: 'DELETE', body: { reason } });
        toast(`Change ${change.change} is taken back.`);
        drawn = '';
        fresh.again();
      },
    });
  }

  return {
    stop() {
      note({ change: null });
      fresh.stop();
      abort?.abort();
    },
  };
}

const signedBrief = amount => `${amount > 0 ? '+' : ''}${brief(amount)}`;
const shift = (before, after) => `${signedBrief(after - before)}${before > 0 ? `, ${signed((after / before - 1) * 100, 2)} %` : ''}`;
const value = part => (part === null ? '–' : String(part));

function pair(name, content, wide = null) {
  return h('div', { class: wide }, h('dt', null, name), h('dd', null, content));
}
