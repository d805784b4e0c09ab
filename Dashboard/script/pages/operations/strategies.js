// Strategies: what waits for an answer, and who may do what.

import { h, fill, say } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { address } from '../../router.js';
import { amount, brief, clock, instant, number, percent, words } from '../../format.js';
import { card, empty, failure } from '../../parts/card.js';
import { command, isHouseAdmin, mayTrade } from '../../parts/command.js';
import { keepFresh } from '../../parts/fresh.js';
import { refill } from '../../parts/refill.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

/** The cards of the strategies. */
export function openStrategies({ live, session }) {
  const admin = isHouseAdmin(session);
  const trades = mayTrade(session);
  const trouble = h('div', { class: 'trouble' });
  const note = h('span');
  const actions = h('div', { class: 'actions' });
  const proposalPlace = h('div');
  const mandatePlace = h('div');
  let drawn = '';

  const fresh = keepFresh({
    live, seconds: 2,
    ask: signal => Promise.all([ask('/strategies/mandates', { signal }), ask('/strategies/proposals', { signal })]),
    show([mandates, { proposals }]) {
      fill(trouble);
      const now = JSON.stringify([mandates, proposals]);
      if (now === drawn) return;
      drawn = now;
      say(note, `${number(proposals.length)} ${proposals.length === 1 ? 'proposal waits' : 'proposals wait'}, ${number(mandates.mandates.length)} ${mandates.mandates.length === 1 ? 'mandate' : 'mandates'}`);
      refill(actions, admin && (mandates.stop
        ? h('button', { class: 'primary', type: 'button', 'data-focus': 'turn', onclick: () => act('resume') }, 'Resume all')
        : h('button', { class: 'danger', type: 'button', 'data-focus': 'turn', onclick: () => act('stop') }, 'Stop all')));
      refill(proposalPlace,
        mandates.stop && h('div', { class: 'notice bad' }, h('strong', null, 'Every strategy is stopped.'), `Since ${instant(mandates.stop.since)} UTC, by ${mandates.stop.author}: ${mandates.stop.reason}`),
        proposals.length === 0 ? empty('No decision waits for an answer.') : proposals.map(proposal));
      refill(mandatePlace, mandates.mandates.length === 0 ? empty('No account has given a strategy a mandate.') : mandateTable(mandates.mandates));
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  function proposal({ account, strategy, proposal: decision }) {
    return h('article', { class: 'liquidation' },
      h('div', { class: 'liquidation-head' },
        h('a', { href: address('account', [account]) }, h('strong', null, account)), h('span', { class: 'small soft' }, `${words(strategy)}, decision ${decision.decision}, answer until ${clock(decision.until)} UTC`),
        decision.forced && status('warning', 'its limits ask for it'), h('span', { class: 'space' }), h('span', { class: 'small' }, `${brief(decision.notional)} USD`),
        trades && h('button', { type: 'button', 'data-focus': `reject ${account} ${decision.decision}`, onclick: () => answer('reject', account, decision) }, 'Reject'),
        trades && h('button', { class: 'primary', type: 'button', 'data-focus': `approve ${account} ${decision.decision}`, onclick: () => answer('approve', account, decision) }, 'Approve')),
      h('p', { class: 'hold' }, decision.why),
      (decision.cuts ?? []).map(cut => h('p', { class: 'small soft hold' }, `Cut to ${percent(cut.share, 0)} by ${words(cut.limit)}: ${cut.why}.`)),
      table({
        label: `Trades of the proposal for ${account}`,
        columns: [
          { title: 'Trade', cell: row => h('code', null, row.instrument) }, { title: 'Quantity', number: true, cell: row => amount(row.quantity) },
          { title: 'Mark', number: true, cell: row => amount(row.mark) }, { title: 'Worst price', number: true, cell: row => amount(row.limit) },
          { title: 'Size', unit: 'USD', number: true, cell: row => brief(row.notional) }, { title: 'For', cell: row => words(row.purpose) }, { title: 'Why', cell: row => row.why },
        ],
        rows: decision.trades,
      }).element);
  }

  function mandateTable(mandates) {
    return table({
      label: 'Mandates',
      columns: [
        { title: 'Account', cell: row => h('a', { href: address('account', [row.account]) }, row.account), order: row => row.account },
        { title: 'Strategy', cell: row => words(row.strategy), order: row => row.strategy },
        { title: 'Level', cell: row => words(row.level), order: row => row.level },
        { title: 'Stands', cell: standing },
        { title: 'Looks', number: true, cell: row => number(row.looks), order: row => row.looks },
        { title: 'Decisions', number: true, cell: row => number(row.decisions), order: row => row.decisions },
        { title: 'Refused', unit: 'in a row', number: true, cell: row => number(row.refusals), order: row => row.refusals },
        { title: 'Version', number: true, cell: row => number(row.version) },
        { title: 'Since', unit: 'UTC', number: true, cell: row => instant(row.since), order: row => row.since },
        { title: 'Given by', cell: row => row.author },
      ],
      rows: mandates,
    }).element;
  }

  function act(what) {
    command({
      title: what === 'stop' ? 'Stop every strategy' : 'Let strategies go on', action: what === 'stop' ? 'Stop all' : 'Resume all', path: `/strategies/${what}`,
      text: what === 'stop' ? 'None looks or trades, and what works of them is cancelled. Positions stay.' : 'Strategies look and trade again as their mandates let them.',
      said: what === 'stop' ? 'Strategies are stopped.' : 'Strategies go on.', done: () => fresh.again(),
    });
  }

  function answer(what, account, decision) {
    command({
      title: `${what === 'approve' ? 'Approve' : 'Reject'} decision ${decision.decision} of ${account}`, action: what === 'approve' ? 'Approve' : 'Reject', path: accountPath(account, `/strategy/${what}`), body: { decision: decision.decision },
      text: what === 'approve' ? `Its ${decision.trades.length} ${decision.trades.length === 1 ? 'trade' : 'trades'} over ${brief(decision.notional)} USD are held to the limits of now, and carried out.` : 'It is dropped; the strategy looks again in its time.',
      said: `Decision ${decision.decision} of ${account} is ${what === 'approve' ? 'approved' : 'rejected'}.`, done: () => fresh.again(),
    });
  }

  return {
    element: h('div', { class: 'grid' },
      card({ title: 'Proposals of strategies', note, actions: [actions], flush: true }, trouble, proposalPlace),
      card({ title: 'Mandates', flush: true }, mandatePlace)),
    stop: () => fresh.stop(),
  };
}

function standing(row) {
  if (row.pause) return h('span', { title: `${row.pause.author}: ${row.pause.reason}` }, status('waiting', 'paused'));
  if (row.rest) return h('span', { title: `since ${instant(row.rest.since)} UTC` }, status('waiting', `rests: ${words(row.rest.reason)}`));
  return status({ rehearsal: 'recovering', live: 'live', ended: 'cancelled' }[row.phase], words(row.phase));
}
