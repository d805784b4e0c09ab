// Addresses of pages: `#/account/desk%2Fhedges?tab=stress`. What a page shows stands in its address, so it can be sent to
// a colleague and comes back with the browser's own buttons.

/** The address as page, its parts and its parameters. */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(part => part !== '').map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { page: parts[0] ?? 'book', parts: parts.slice(1), parameters: new URLSearchParams(query ?? '') };
}

/** The address of a page. */
export function address(page, parts = [], parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  const text = query.toString();
  return `#/${[page, ...parts].map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** Goes to a page. */
export function go(page, parts, parameters) {
  location.hash = address(page, parts, parameters);
}

/** Changes parameters of the address without a new entry in the history and without opening the page again. */
export function note(parameters) {
  const { page, parts, parameters: old } = route();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === '') old.delete(name);
    else old.set(name, value);
  }
  history.replaceState(null, '', address(page, parts, Object.fromEntries(old)));
}
