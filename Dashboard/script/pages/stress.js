// Stress: what the house would lose, how far an account is from the edge, and what closing does to the market.

import { viewsPage } from '../parts/views.js';
import { openScenarios } from './stress/scenarios.js';
import { openReverse } from './stress/reverse.js';
import { openCascade } from './stress/cascade.js';

const views = [
  { key: 'house', title: 'Scenarios', open: openScenarios },
  { key: 'reverse', title: 'Reverse stress', open: openReverse },
  { key: 'cascade', title: 'Cascade', open: openCascade },
];

/** Opens the page. */
export function open(context) {
  return viewsPage(context, { title: 'Stress', label: 'Kinds of stress', views });
}
