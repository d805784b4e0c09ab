// Model: what parameters are in force, how they came to be, whether they were enough, and how others would judge.

import { viewsPage } from '../parts/views.js';
import { openBacktest } from './model/backtest.js';
import { openChanges } from './model/changes.js';
import { openComparison } from './model/comparison.js';
import { openParameters } from './model/parameters.js';

const views = [
  { key: 'parameters', title: 'In force', open: openParameters },
  { key: 'changes', title: 'Changes', open: openChanges },
  { key: 'backtest', title: 'Backtest', open: openBacktest },
  { key: 'compare', title: 'Compare', open: openComparison },
];

/** Opens the page. */
export function open(context) {
  return viewsPage(context, { title: 'Model', label: 'What of the models', views });
}
