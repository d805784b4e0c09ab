// Liquidations in course with their rounds and orders, auctions, and the insurance fund behind them.

import { h, fill, say } from '../../dom.js';
import { accountPath, ask } from '../../api.js';
import { address } from '../../router.js';
import { amount, brief, clock, instant, number, percent, price, words } from '../../format.js';
import { card, empty, failure } from '../../parts/card.js';
import { command, isHouseAdmin } from '../../parts/command.js';
import { keepFresh } from '../../parts/fresh.js';
import { refill } from '../../parts/refill.js';
import { status } from '../../parts/status.js';
import { table } from '../../parts/table.js';

const opened = 20;

/** The cards of the liquidations. */
export function openLiquidations({ live, session }) {
  const admin = isHouseAdmin(session);
  const isHouse = session.sees === null;
  const trouble = h('div', { class: 'trouble' });
  const note = h('span');
  const place = h('div');
  const actions = h('div', { class: 'actions' });
  const auctionPlace = h('div');
  const fundPlace = h('div');
  const fundActions = h('div', { class: 'actions' });
  const rounds = new Map();
  let unfolded = new Set();
  let first = true;
  let latest = null;
  const drawn = { course: '', auctions: '', fund: '' };

  const fresh = keepFresh({
    live,
    ask: async signal => {
      const [course, auctions, fund] = await Promise.all([
        ask('/liquidations', { signal }), ask('/liquidations/auctions', { signal }), isHouse ? ask('/liquidations/fund', { signal }) : null,
      ]);
      const names = course.liquidations.map(entry => entry.account);
      if (first && names.length > 0) unfolded.add(names[0]);
      const wanted = names.filter(name => unfolded.has(name)).slice(0, opened);
      const found = await Promise.all(wanted.map(name => ask(accountPath(name, '/liquidation'), { signal })));
      return { course, auctions, fund, found };
    },
    show(answer) {
      fill(trouble);
      if (answer.course.liquidations.length > 0) first = false;
      latest = answer;
      for (const entry of answer.found) rounds.set(entry.account, entry);
      draw();
    },
    fail: problem => fill(trouble, failure(problem)),
  });

  /** Draws what is another thing than before. */
  function draw() {
    const { course, auctions, fund, found } = latest;
    const texts = { course: JSON.stringify([course, found, [...unfolded]]), auctions: JSON.stringify(auctions), fund: JSON.stringify({ ...fund, frame: 0 }) };
    if (texts.course !== drawn.course) drawCourse(course);
    if (texts.auctions !== drawn.auctions) drawAuctions(auctions.auctions);
    if (texts.fund !== drawn.fund && fund) drawFund(fund);
    Object.assign(drawn, texts);
  }

  function drawCourse(course) {
    say(note, [`${number(course.liquidations.length)} in course`, course.waiting > 0 && `${number(course.waiting)} waiting`, course.begun !== undefined && `${number(course.begun)} begun and ${number(course.ended)} ended so far`].filter(Boolean).join(', '));
    refill(actions, admin && (course.stop
      ? h('button', { class: 'primary', type: 'button', 'data-focus': 'turn', onclick: () => act('resume') }, 'Resume all')
      : h('button', { class: 'danger', type: 'button', 'data-focus': 'turn', onclick: () => act('stop') }, 'Stop all')));
    refill(place,
      course.stop && stopped('Every liquidation is stopped.', course.stop),
      course.stopped_accounts.length > 0 && h('div', { class: 'notice' }, h('strong', null, 'Stopped for single accounts:'), h('div', { class: 'chips' }, course.stopped_accounts.map(name => h('span', { class: 'chip' }, h('a', { href: address('account', [name]) }, name),
        admin && h('button', { class: 'link', type: 'button', 'data-focus': `resume ${name}`, onclick: () => actOn(name, 'resume') }, 'resume'))))),
      course.liquidations.length === 0 && empty('Nothing is being liquidated.'),
      course.liquidations.map(entry => liquidation(entry, rounds.get(entry.account), course.stopped_accounts.includes(entry.account))));
  }

  function liquidation(entry, detail, isStopped) {
    const open = unfolded.has(entry.account);
    return h('article', { class: 'liquidation' },
      h('div', { class: 'liquidation-head' },
        h('button', { class: 'quiet unfold', type: 'button', 'aria-expanded': open ? 'true' : 'false', 'data-focus': `unfold ${entry.account}`, 'aria-label': `Rounds of ${entry.account}`, onclick: () => unfold(entry.account) }, open ? '▾' : '▸'),
        h('a', { href: address('account', [entry.account]) }, h('strong', null, entry.account)),
        entry.hold ? status('waiting', `on hold: ${words(entry.hold.reason)}`) : status('running', 'trading'),
        h('span', { class: 'small soft' }, `number ${entry.liquidation}, policy ${entry.policy}, since ${instant(entry.begun)} UTC`),
        h('span', { class: 'space' }),
        h('span', { class: 'small' }, `${number(entry.rounds)} ${entry.rounds === 1 ? 'round' : 'rounds'}, ${brief(entry.notional)} USD decided`),
        admin && !isStopped && h('button', { class: 'danger', type: 'button', 'data-focus': `stop ${entry.account}`, onclick: () => actOn(entry.account, 'stop') }, 'Stop')),
      entry.hold && h('p', { class: 'small soft hold' }, `On hold since ${clock(entry.hold.since)} UTC${entry.hold.until ? `; looked at again at ${clock(entry.hold.until)} UTC` : '; it goes on when what holds it is over'}.`),
      open && roundsOf(detail));
  }

  function roundsOf(detail) {
    const list = detail?.liquidation?.latest_rounds ?? [];
    if (!detail) return h('p', { class: 'small soft hold' }, 'The rounds are being read.');
    if (list.length === 0) return h('p', { class: 'small soft hold' }, 'No round has been decided.');
    return h('ol', { class: 'rounds' }, [...list].sort((a, b) => b.round - a.round).map(round => h('li', null,
      h('div', { class: 'liquidation-head' }, h('strong', null, `Round ${round.round}`), round.ended ? status(round.stop ? 'cancelled' : 'done', round.stop ? words(round.stop) : 'done') : status('running'),
        h('span', { class: 'small soft' }, `${clock(round.time)} UTC, frame ${number(round.frame)}, at most ${brief(round.notional)} USD${round.ended ? '' : `, until ${clock(round.until)}`}`)),
      h('p', null, round.why),
      table({
        label: `Orders of round ${round.round}`,
        columns: [
          { title: 'Order', cell: row => h('code', null, row.instrument) },
          { title: 'Quantity', number: true, cell: row => amount(row.quantity) }, { title: 'Worst price', number: true, cell: row => (row.limit === null ? 'any' : amount(row.limit)) },
          { title: 'Filled', number: true, cell: row => amount(row.filled) }, { title: 'For', cell: row => words(row.purpose) },
          { title: 'Stands', cell: row => h('span', { title: row.reason }, status({ filled: 'done', working: 'running', refused: 'failed', rejected: 'failed' }[row.status] ?? 'waiting', words(row.status))) },
        ],
        rows: round.orders, none: 'It has no orders.',
      }).element)));
  }

  function unfold(account) {
    if (unfolded.has(account)) unfolded.delete(account);
    else unfolded = new Set([...[...unfolded].slice(-(opened - 1)), account]);
    draw();
    if (unfolded.has(account)) fresh.again();
  }

  function drawAuctions(list) {
    refill(auctionPlace, list.length === 0 ? empty('No auction is open.') : table({
      label: 'Auctions',
      columns: [
        { title: 'Auction', unit: 'who pays', cell: row => h('span', { class: 'nowrap' }, row.account ? h('a', { href: address('account', [row.account]) }, row.account) : `number ${row.liquidation}`,
          h('span', { class: 'unit small soft' }, row.kind === 'solvent' ? 'bidders pay' : 'bidders are paid')) },
        { title: 'Price', unit: 'of the whole', number: true, cell: row => (row.offer ? `${amount(row.offer.price)} ${row.asset}` : '–') },
        { title: 'Largest share', number: true, cell: row => percent(row.offer ? Number(row.offer.largest_share) : null, 1) },
        { title: 'Needed', unit: 'USD', number: true, cell: row => number(row.offer?.needed) },
        { title: 'Bids', number: true, cell: row => number(row.bids) },
        { title: 'Next price', unit: 'UTC', number: true, cell: row => clock(row.offer?.until) },
      ],
      rows: list,
    }).element);
  }

  function drawFund(fund) {
    refill(fundActions, admin && (fund.reduction.stop
      ? h('button', { class: 'primary', type: 'button', 'data-focus': 'fund', onclick: () => actOnFund('resume') }, 'Resume its trading')
      : h('button', { class: 'danger', type: 'button', 'data-focus': 'fund', onclick: () => actOnFund('stop') }, 'Stop its trading')));
    refill(fundPlace,
      fund.reduction.stop && stopped('The fund’s own positions are not traded.', fund.reduction.stop),
      h('dl', { class: 'pairs fund' },
        pair('Worth', `${number(fund.worth)} USD`), pair('Money', `${number(fund.money)} USD`), pair('Free', `${number(fund.free)} USD above its floor of ${number(fund.floor)}`),
        pair('Shortfall', h('span', { class: fund.shortfall > 0 ? 'loss' : null }, fund.shortfall > 0 ? `${number(fund.shortfall)} USD` : 'none')),
        pair('Deleveraging', `${fund.deleveraging === 'house' ? 'the house decides' : 'by itself'}; ${number(fund.deleveragings)} so far, ${brief(fund.deleveraged_notional)} USD`),
        pair('Loss sharing', `${fund.loss_sharing === 'house' ? 'the house decides' : 'by itself'}; ${number(fund.shared_losses)} so far, ${brief(fund.shared)} USD`),
        pair('Its positions', fund.reduction.rule === 'hold' ? 'held' : `traded away within ${percent(fund.reduction.slippage, 1)} of the mark; ${number(fund.reduction.rounds)} rounds, ${brief(fund.reduction.notional)} USD`)),
      (fund.balances.length > 0 || fund.positions.length > 0) && table({
        label: 'What the fund holds',
        columns: [
          { title: 'Holding', cell: row => row.asset ?? row.instrument }, { title: 'Quantity', number: true, cell: row => amount(row.amount ?? row.quantity) },
          { title: 'Average price', number: true, cell: row => (row.average_price === undefined ? '' : price(Number(row.average_price))) }, { title: 'Size', unit: 'USD', number: true, cell: row => (row.notional === undefined ? '' : brief(row.notional)) },
        ],
        rows: [...fund.balances, ...fund.positions],
      }).element);
  }

  function act(what) {
    command({
      title: what === 'stop' ? 'Stop every liquidation' : 'Let liquidations go on', action: what === 'stop' ? 'Stop all' : 'Resume all', path: `/liquidations/${what}`,
      text: what === 'stop' ? 'Nothing more is traded for any liquidation, and what works of them is cancelled. Accounts keep their positions and their losses.' : 'Policies are asked again on the prices of now, and trade.',
      said: what === 'stop' ? 'Liquidations are stopped.' : 'Liquidations go on.', done: () => fresh.again(),
    });
  }

  function actOn(account, what) {
    command({
      title: what === 'stop' ? `Stop the liquidation of ${account}` : `Let the liquidation of ${account} go on`, action: what === 'stop' ? 'Stop' : 'Resume', path: accountPath(account, `/liquidation/${what}`),
      text: what === 'stop' ? 'Nothing more of it is traded, now and later, until it is resumed.' : 'Its policy is asked again on the prices of now.',
      said: what === 'stop' ? `The liquidation of ${account} is stopped.` : `The liquidation of ${account} goes on.`, done: () => fresh.again(),
    });
  }

  function actOnFund(what) {
    command({
      title: what === 'stop' ? 'Stop the fund’s trading' : 'Let the fund trade', action: what === 'stop' ? 'Stop' : 'Resume', path: `/liquidations/fund/${what}`,
      text: what === 'stop' ? 'The insurance fund’s own positions are not traded, and what works of it is cancelled.' : 'The insurance fund’s own positions are traded away again.',
      said: what === 'stop' ? 'The fund trades no more.' : 'The fund trades again.', done: () => fresh.again(),
    });
  }

  return {
    element: h('div', { class: 'grid' },
      card({ title: 'Liquidations', note, actions: [actions], flush: true }, trouble, place),
      card({ title: 'Auctions', flush: true, class: isHouse ? 'half' : '' }, auctionPlace),
      isHouse && card({ title: 'Insurance fund', actions: [fundActions], flush: true, class: 'half' }, fundPlace)),
    stop: () => fresh.stop(),
  };
}

function stopped(title, stop) {
  return h('div', { class: 'notice bad' }, h('strong', null, title), `Since ${instant(stop.since)} UTC${stop.author ? `, by ${stop.author}` : ''}: ${stop.reason}`);
}

function pair(name, content) {
  return h('div', null, h('dt', null, name), h('dd', null, content));
}
