// Makes elements. Texts only ever become text nodes.
const svgSpace = 'http://www.w3.org/2000/svg';

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name.startsWith('aria-') ? value !== null : value || value === '' || value === 0) {
      element.setAttribute(name, value);
    }
  }

  element.append(...children.flat(Infinity).filter(child => child || child === 0));
  return element;
}

function icon(name, kind = '') {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('class', `icon ${kind}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svgSpace, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

const hidden = text => make('span', { class: 'hidden' }, text);
const number = count => count.toLocaleString('en-US');
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
// A type may break after its periods.
const breakable = text => text.split(/(?<=\.)/).flatMap((part, at) => at ? [make('wbr'), part] : [part]);
const typeName = at => at < 0 ? '' : report.types[at];

function externalLink(url, text) {
  return /^https:\/\//.test(url) ? make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text, ' ', icon('out')) : text;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where a page from a file may not use the clipboard, the older way does.
    const field = make('textarea', { class: 'hidden' });
    field.value = text;
    button.after(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }

  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}

function command(text) {
  if (!text) {
    return '';
  }

  const button = make('button', { type: 'button', class: 'copy', 'aria-label': `Copy the command ${text}` }, 'Copy');
  button.addEventListener('click', () => copy(text, button));
  return make('code', { class: 'command', title: text }, make('span', { class: 'command-text' }, text), button);
}

// A narrow window shows each row as a block. The roles keep it a table for screen readers, and the labels replace the head.
function row(heads, cells) {
  cells = cells.filter(cell => cell);
  cells.forEach((cell, at) => {
    cell.setAttribute('role', cell.scope ? 'rowheader' : 'cell');
    if (!cell.scope) {
      cell.setAttribute('data-label', heads[at]);
    }
  });
  return make('tr', { role: 'row' }, cells);
}

function table(caption, heads, rows) {
  return make('div', { class: 'list-scroll' }, make('table', { class: 'list', role: 'table' },
    make('caption', { class: 'hidden' }, caption),
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, heads.map(head => make('th', { scope: 'col', role: 'columnheader' }, head)))),
    make('tbody', { role: 'rowgroup' }, rows)));
}

function changes(differences) {
  return differences.map(one => make('div', { class: 'change' }, `${one.property}: `,
    one.actual ? make('del', {}, one.actual) : '', one.actual ? ' → ' : '', make('ins', {}, one.desired || '(none)')));
}

// A list that begins short. Printing shows all of it.
function longList(rows, most, caption, heads) {
  const list = table(caption, heads, rows.slice(0, most).map(row => row()));
  if (rows.length <= most) {
    return [list];
  }

  const more = make('button', { type: 'button', class: 'link more', 'data-more': '' }, `Show all ${number(rows.length)}`);
  more.addEventListener('click', () => {
    list.querySelector('tbody').append(...rows.slice(most).map(row => row()));
    more.remove();
  });
  return [list, more];
}
