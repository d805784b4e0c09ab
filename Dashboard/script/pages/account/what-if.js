// What-if: trades built from the live chain, with margin, Greeks and P&L before and after at once; and a hedge proposed.

import { h, fill } from '../../dom.js';
import { card } from '../../parts/card.js';
import { chain } from './chain.js';
import { effect } from './effect.js';
import { hedge } from './hedge.js';
import { ticket } from './ticket.js';

/** Fills the place with chain, ticket, effect and hedge; what is in the ticket is what all of them speak of. */
export function whatIf(context) {
  const basket = ticket();
  const choice = chain(context, trade => basket.add(trade));
  const result = effect(context, basket);
  const proposal = hedge(context, trades => { basket.replace(trades); basket.element.scrollIntoView({ block: 'nearest' }); });
  context.place.append(
    h('div', { class: 'half what-if-column' },
      card({ title: 'Chain', flush: true, actions: choice.actions, foot: 'A press on a bid sells one lot into the ticket, on an ask buys one; nothing leaves for the venue.' }, choice.element),
      card({ title: 'Hedge', actions: proposal.actions, flush: true }, proposal.element)),
    h('div', { class: 'half what-if-column' },
      card({ title: 'Ticket', flush: true, actions: basket.actions }, basket.element),
      card({ title: 'Before and after', note: result.note, flush: true }, result.table),
      card({ title: 'Payoff before and after', actions: result.actions }, result.plot)));
  return { leave() { choice.leave(); result.leave(); proposal.leave(); fill(context.place); } };
}
