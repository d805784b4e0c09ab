// Light or dark: as the system says, until somebody chooses.

const place = 'steelyard.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

/** The theme in force. */
export function theme() {
  return document.documentElement.dataset.theme;
}

/** Calls `heard` after the theme has changed; charts draw themselves anew. */
export function onTheme(heard) {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

function apply() {
  const chosen = localStorage.getItem(place) ?? (system.matches ? 'dark' : 'light');
  if (document.documentElement.dataset.theme === chosen) return;
  document.documentElement.dataset.theme = chosen;
  for (const heard of listeners) heard(chosen);
}

/** The other theme, kept in this browser. */
export function toggle() {
  localStorage.setItem(place, theme() === 'dark' ? 'light' : 'dark');
  apply();
}

system.addEventListener('change', apply);
apply();
