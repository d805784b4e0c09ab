// The account at a glance: through time, its worst scenarios, its P&L over spot and volatility, its Greeks, what it is charged for.

import { card } from '../../parts/card.js';
import { history } from './history.js';
import { requirement } from './requirement.js';
import { worstScenarios } from './scenarios.js';
import { profile } from './profile.js';
import { greeks } from './greeks.js';
import { collateral } from './collateral.js';
import { nearest } from './nearest.js';

/** Fills the place with the parts of the overview. */
export function overview(context) {
  const parts = [history(context), requirement(context), worstScenarios(context), profile(context), greeks(context), collateral(context), nearest(context)];
  for (const part of parts) {
    for (const { title, node, width, ...more } of part.cards) {
      context.place.append(card({ title, class: width, ...more }, node));
    }
  }
  return { leave() { for (const part of parts) part.leave?.(); } };
}
