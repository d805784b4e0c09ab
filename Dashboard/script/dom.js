// Elements from values. Text becomes text nodes and nothing else, so a name can never become markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * An HTML element.
 * @param {string} tag its name
 * @param {object} [attributes] `class`, attributes by name, `on<event>` handlers, `style` as an object of properties;
 *   null, undefined and false leave one out
 * @param {...(Node|string|number|Array|null|undefined|false)} children
 */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(svgNamespace, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  add(element, children);
  return element;
}

/** Sets one attribute as `h` does. */
export function set(element, name, value) {
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'style') for (const [key, part] of Object.entries(value)) element.style.setProperty(key, part);
  else if (name === 'value') element.value = value ?? '';
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

/** Replaces what an element contains. */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/** Changes an element's text where it is another one; a live page touches nothing that stays. */
export function say(element, text) {
  const words = String(text ?? '');
  if (element.textContent !== words) element.textContent = words;
  return element;
}

let lastIdentifier = 0;

/** An identifier that no other element has. */
export function identifier(prefix) {
  lastIdentifier += 1;
  return `${prefix}-${lastIdentifier}`;
}
