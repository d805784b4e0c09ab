// What a reader who does not see well, or has no mouse, would stumble over: each fault in words.

function faults() {
  const found = [];
  const visible = element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none' && Number(style.opacity) > 0;
  };
  const say = element => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${element.className && typeof element.className === 'string' ? `.${element.className.trim().replaceAll(/\s+/g, '.')}` : ''} "${(element.textContent ?? '').trim().slice(0, 40)}"`;

  // Every control has a name.
  const named = element => {
    const by = element.getAttribute('aria-labelledby');
    if (by && by.split(/\s+/).some(id => document.getElementById(id)?.textContent.trim())) return true;
    if ((element.getAttribute('aria-label') ?? '').trim()) return true;
    if (element.labels && [...element.labels].some(label => label.textContent.trim())) return true;
    if (['A', 'BUTTON', 'SUMMARY'].includes(element.tagName) && element.textContent.trim()) return true;
    return (element.getAttribute('title') ?? '').trim() !== '' && element.tagName !== 'INPUT';
  };
  for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="grid"], [role="tablist"], [role="region"], dialog')) {
    if (visible(element) && !named(element)) found.push(`no name: ${say(element)}`);
  }
  for (const image of document.querySelectorAll('img')) if (!image.hasAttribute('alt')) found.push(`no alt: ${say(image)}`);
  for (const drawing of document.querySelectorAll('svg')) {
    if (visible(drawing) && !drawing.closest('[role="img"]') && drawing.getAttribute('aria-hidden') !== 'true' && !drawing.getAttribute('aria-label') && !drawing.closest('.plot')) found.push(`an svg that says nothing: ${say(drawing.parentElement)}`);
  }

  // Identifiers once, roles complete, headings in order, one main.
  const identifiers = new Map();
  for (const element of document.querySelectorAll('[id]')) {
    if (element.closest('.plot')) continue;
    identifiers.set(element.id, (identifiers.get(element.id) ?? 0) + 1);
  }
  for (const [id, count] of identifiers) if (count > 1) found.push(`id ${id} stands ${count} times`);
  for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-activedescendant]')) {
    for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-activedescendant']) {
      for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) found.push(`${attribute} names ${id}, which is not there: ${say(element)}`);
      }
    }
  }
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    if (!visible(heading)) continue;
    const next = Number(heading.tagName[1]);
    if (next > level + 1) found.push(`a heading of level ${next} after one of ${level}: ${say(heading)}`);
    level = next;
  }
  if (document.querySelectorAll('main').length !== 1) found.push('not one main');
  if (document.querySelectorAll('h1').length !== 1) found.push(`${document.querySelectorAll('h1').length} headings of level 1`);
  if (!document.documentElement.lang) found.push('no language');
  if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) found.push('a tabindex above 0');
  for (const table of document.querySelectorAll('table')) {
    if (!visible(table)) continue;
    if (!table.caption) found.push(`a table without a caption: ${say(table)}`);
    for (const head of table.querySelectorAll('th')) if (!head.scope) found.push(`a table head without scope: ${say(head)}`);
  }
  for (const row of document.querySelectorAll('[role="row"]')) {
    if (!row.closest('[role="grid"], [role="table"], table')) found.push(`a row outside of a grid: ${say(row)}`);
  }

  // What scrolls can be scrolled with keys.
  for (const element of document.querySelectorAll('main *')) {
    const style = getComputedStyle(element);
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) && (element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2);
    if (scrolls && visible(element) && element.tabIndex < 0 && !element.querySelector('a[href], button, input, select, textarea, [tabindex="0"]')) found.push(`scrolls, and keys cannot reach it: ${say(element)}`);
  }

  // Contrast of every piece of text with what lies under it.
  const colour = text => {
    const match = /rgba?\(([^)]+)\)/.exec(text);
    if (!match) {
      const parts = /color\(srgb ([^)]+)\)/.exec(text)?.[1].split(/[ /]+/).map(Number);
      return parts ? [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1] : [0, 0, 0, 0];
    }
    const parts = match[1].split(/[ ,/]+/).map(Number);
    return [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const over = (top, ground) => [0, 1, 2].map(index => top[index] * top[3] + ground[index] * (1 - top[3])).concat(1);
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const light = part => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) => 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || seen.has(element) || element.closest('.plot, .visually-hidden, script, style, noscript, option, :disabled')) continue;
    seen.add(element);
    if (!visible(element)) continue;
    const style = getComputedStyle(element);
    const under = ground(element);
    const ink = over(colour(style.color), under);
    const [bright, dark] = [luminance(ink), luminance(under)].sort((a, b) => b - a);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < needed) found.push(`contrast ${ratio.toFixed(2)} of ${needed}: ${say(element)}`);
  }
  return found;
}
