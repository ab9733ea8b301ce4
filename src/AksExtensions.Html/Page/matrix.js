// The table of clusters. Only the rows that can be seen are elements; the others are two spacers.
const matrix = (() => {
  const scroll = document.getElementById('scroll');
  const table = document.getElementById('matrix');
  const body = document.getElementById('rows');
  const view = { state: 'all', words: [], group: '', sort: 'name', isDescending: false, closed: new Set() };
  const made = new Map();
  const around = 600;
  const space = () => make('tr', { class: 'space', 'aria-hidden': 'true' }, make('td', { colspan: report.types.length + 1 }));
  const before = space();
  const after = space();
  let sorted = null;
  let rows = [];
  let tops = [];
  let heights = { cluster: 46, group: 38 };
  let isPrinting = false;
  const compare = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;

  const groups = [
    ['', 'Nothing'], ['subscription', 'Subscription'], ['location', 'Region'], ['group', 'Resource group'], ['kubernetes', 'Kubernetes version'],
    ...[...new Set(report.clusters.flatMap(cluster => cluster.tags.map(tag => tag.key)))].sort(compare).slice(0, 50).map(tag => [`tag:${tag}`, `Tag ${tag}`]),
  ];
  const sorts = [
    ['name', 'Name'], ['failed', 'Most failures'], ['old', 'Most outdated'], ['drift', 'Most drift'], ['location', 'Region'], ['kubernetes', 'Kubernetes version'],
    ...report.types.map((type, at) => [`type:${at}`, type]),
  ];

  function groupOf(cluster) {
    if (!view.group.startsWith('tag:')) {
      return cluster[view.group] || '(unknown)';
    }

    const tag = cluster.tags.find(one => one.key === view.group.slice(4));
    return tag ? tag.value || '(empty)' : '(no tag)';
  }

  function rank(cluster, type) {
    const instance = cluster.instances.find(one => one.type === type);
    return instance ? report.ranks[type].get(instance.version) ?? 1e6 : 1e9;
  }

  function order() {
    const by = view.sort;
    const type = by.startsWith('type:') ? Number(by.slice(5)) : -1;
    const first = type >= 0 ? (a, b) => rank(a, type) - rank(b, type)
      : ['failed', 'old', 'drift'].includes(by) ? (a, b) => b.has[by] - a.has[by]
      : (a, b) => compare(a[by], b[by]);
    const sign = view.isDescending ? -1 : 1;
    return (a, b) => {
      // Clusters without the type stay at the end.
      const missing = type >= 0 ? (rank(a, type) === 1e9) - (rank(b, type) === 1e9) : 0;
      return missing || sign * first(a, b) || a.at - b.at;
    };
  }

  function matches(cluster) {
    return cluster.has[view.state] > 0 && view.words.every(word => cluster.searched.includes(word));
  }

  function arrange() {
    sorted ??= [...report.clusters].sort(order());
    const shown = sorted.filter(matches);
    rows = [];
    const add = cluster => {
      rows.push({ kind: 'cluster', key: `c${cluster.at}`, cluster });
      if (cluster.isOpen) {
        rows.push({ kind: 'detail', key: `d${cluster.at}`, cluster });
      }
    };
    if (view.group) {
      const byGroup = new Map();
      for (const cluster of shown) {
        const name = groupOf(cluster);
        byGroup.set(name, [...byGroup.get(name) ?? [], cluster]);
      }

      for (const [name, clusters] of [...byGroup].sort(([a], [b]) => compare(a, b))) {
        rows.push({ kind: 'group', key: `g${name}`, name, clusters });
        if (!view.closed.has(name)) {
          clusters.forEach(add);
        }
      }
    } else {
      shown.forEach(add);
    }

    const isAll = shown.length === report.clusters.length;
    document.getElementById('shown').textContent = isAll ? plural(shown.length, 'cluster') : `${number(shown.length)} of ${plural(report.clusters.length, 'cluster')}`;
    document.getElementById('nothing').hidden = shown.length > 0;
    table.setAttribute('aria-rowcount', rows.length + 1);
    measure();
  }

  const heightOf = row => row.kind === 'detail' ? row.cluster.height ?? 260 : heights[row.kind];

  function measure() {
    let top = 0;
    tops = rows.map(row => {
      const at = top;
      top += heightOf(row);
      return at;
    });
    tops.push(top);
  }

  function indexAt(top) {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] <= top) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }

    return low;
  }

  function draw() {
    const from = isPrinting ? 0 : indexAt(scroll.scrollTop - around);
    const to = isPrinting ? rows.length : Math.min(rows.length, indexAt(scroll.scrollTop + scroll.clientHeight + around) + 1);
    const wanted = rows.slice(from, to);
    const keys = new Set(wanted.map(row => row.key));
    forget(key => !keys.has(key));
    before.firstChild.style.height = `${tops[from] ?? 0}px`;
    after.firstChild.style.height = `${(tops[rows.length] ?? 0) - (tops[to] ?? 0)}px`;
    let last = before;
    wanted.forEach((row, at) => {
      let element = made.get(row.key);
      if (!element) {
        element = makers[row.kind](row);
        made.set(row.key, element);
      }

      element.setAttribute('aria-rowindex', from + at + 2);
      if (last.nextSibling !== element) {
        last.after(element);
      }

      last = element;
    });
    fit(wanted);
  }

  // What was estimated is corrected once it is on the page.
  function fit(wanted) {
    let changed = false;
    for (const row of isPrinting ? [] : wanted) {
      const height = made.get(row.key).getBoundingClientRect().height;
      if (height > 0 && Math.abs(height - heightOf(row)) > 0.5) {
        changed = true;
        if (row.kind === 'detail') {
          row.cluster.height = height;
        } else {
          heights[row.kind] = height;
        }
      }
    }

    if (changed) {
      measure();
      requestAnimationFrame(draw);
    }
  }

  // Rows of clusters stay as they are; those of groups count what is shown.
  function update({ keepsScroll = false } = {}) {
    forget(key => key.startsWith('g'));
    if (!keepsScroll) {
      scroll.scrollTop = 0;
    }

    arrange();
    heads();
    draw();
  }

  function forget(which) {
    for (const [key, element] of made) {
      if (which(key)) {
        element.remove();
        made.delete(key);
      }
    }
  }

  function toggle(cluster, isOpen = !cluster.isOpen) {
    cluster.isOpen = isOpen;
    made.get(`c${cluster.at}`)?.querySelector('.expand').setAttribute('aria-expanded', isOpen);
    arrange();
    draw();
  }

  function cell(cluster, type) {
    const instances = cluster.instances.filter(one => one.type === type);
    const drift = cluster.drift.filter(one => one.type === type);
    const missing = drift.find(one => one.status === 'Missing');
    if (instances.length === 0) {
      return make('td', {}, missing && make('span', { class: 'cell drift', title: `${missing.name} is missing` }, icon('missing', 'drift'), 'missing'));
    }

    const worst = instances.find(one => one.health === 'fail') ?? instances.find(one => one.health === 'way') ?? instances.find(one => one.newest) ?? instances[0];
    const notes = [
      worst.state,
      worst.pinned && `pinned${worst.pinned === worst.version ? '' : ` to ${worst.pinned}`}`,
      worst.newest && `outdated, the newest is ${worst.newest}`,
      drift.length > 0 && 'differs from the baseline',
      instances.length > 1 && plural(instances.length, 'extension'),
    ].filter(Boolean).join('; ');
    return make('td', { class: worst.health === 'fail' ? 'bad' : null, title: `${instances.map(one => one.name).join(', ')}: ${notes}` }, make('span', { class: 'cell' },
      icon(worst.health, worst.health),
      make('span', { class: 'cell-text' }, worst.version || '–'),
      worst.pinned && icon('pin', 'small pin'), worst.newest && icon('old', 'small old'), drift.length > 0 && icon('drift', 'small drift'),
      instances.length > 1 && make('small', { class: 'muted' }, `+${instances.length - 1}`),
      hidden(`, ${notes}`)));
  }

  const makers = {
    cluster({ cluster }) {
      const place = [cluster.location, cluster.kubernetes, cluster.power && cluster.power !== 'Running' ? cluster.power : ''].filter(Boolean).join(' · ');
      const button = make('button', { type: 'button', class: 'expand', 'aria-expanded': cluster.isOpen, title: cluster.name, onclick: () => toggle(cluster) },
        icon('chevron'), make('b', {}, cluster.name), make('small', {}, place || cluster.group));
      return make('tr', {}, make('th', { scope: 'row' }, button), report.types.map((_, type) => cell(cluster, type)));
    },
    group({ name, clusters }) {
      const count = state => clusters.filter(cluster => cluster.has[state] > 0).length;
      const isOpen = !view.closed.has(name);
      const button = make('button', {
        type: 'button', class: 'expand', 'aria-expanded': isOpen,
        onclick: () => {
          view.closed[isOpen ? 'add' : 'delete'](name);
          update({ keepsScroll: true });
          focus(`g${name}`);
        },
      }, icon('chevron'), make('b', {}, name), make('small', {}, [
        plural(clusters.length, 'cluster'), count('failed') > 0 && `${number(count('failed'))} with failures`, count('drift') > 0 && `${number(count('drift'))} with drift`,
      ].filter(Boolean).join(' · ')));
      return make('tr', { class: 'group' }, make('th', { scope: 'rowgroup', colspan: report.types.length + 1 }, button));
    },
    detail({ cluster }) {
      const content = make('div', { class: 'detail-body' }, sections.cluster(cluster));
      content.style.width = isPrinting ? '' : `${scroll.clientWidth}px`;
      return make('tr', { class: 'detail' }, make('td', { colspan: report.types.length + 1 }, content));
    },
  };

  function heads() {
    const column = (key, name, { isFirst = false } = {}) => make('th', {
      scope: 'col', 'aria-sort': view.sort === key ? view.isDescending ? 'descending' : 'ascending' : null,
    }, make('button', { type: 'button', class: 'column', title: `Sort by ${name}`, onclick: () => sortBy(key) }, make('span', {}, isFirst ? 'Cluster' : breakable(name))));
    const focused = [...document.querySelectorAll('#columns button')].indexOf(document.activeElement);
    document.getElementById('columns').replaceChildren(column('name', 'name', { isFirst: true }), ...report.types.map((type, at) => column(`type:${at}`, type)));
    document.querySelectorAll('#columns button')[focused]?.focus();
  }

  function sortBy(key) {
    document.getElementById('sort').value = key;
    sort(key, view.sort === key && !view.isDescending);
  }

  function sort(key, isDescending = false) {
    view.sort = key;
    view.isDescending = isDescending;
    sorted = null;
    update();
  }

  // Scrolls to a row and gives it the focus; what is above it stays in view.
  function focus(key, { isCentered = false } = {}) {
    const at = rows.findIndex(row => row.key === key);
    if (at < 0) {
      return;
    }

    const head = table.tHead.offsetHeight;
    const room = scroll.clientHeight - head - heightOf(rows[at]);
    if (isCentered) {
      scroll.scrollTop = tops[at] - Math.min(room / 3, 120);
    } else if (tops[at] < scroll.scrollTop) {
      scroll.scrollTop = tops[at];
    } else if (tops[at] > scroll.scrollTop + room) {
      scroll.scrollTop = tops[at] - room;
    }

    draw();
    made.get(key)?.querySelector('.expand')?.focus({ preventScroll: true });
  }

  function move(event) {
    const button = event.target.closest('.expand');
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!button || step === undefined || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }

    event.preventDefault();
    const stops = rows.filter(row => row.kind !== 'detail');
    const now = stops.findIndex(row => made.get(row.key)?.contains(button));
    focus(stops[Math.max(0, Math.min(stops.length - 1, now + step))].key);
  }

  // Shows a cluster wherever it is: filters that hide it end.
  function show(cluster) {
    if (!matches(cluster)) {
      reset();
    }

    view.closed.delete(view.group ? groupOf(cluster) : '');
    cluster.isOpen = true;
    made.get(`c${cluster.at}`)?.querySelector('.expand').setAttribute('aria-expanded', true);
    update({ keepsScroll: true });
    document.getElementById('clusters').scrollIntoView({ block: 'start' });
    focus(`c${cluster.at}`, { isCentered: true });
  }

  function filterState(state) {
    view.state = view.state === state ? 'all' : state;
    for (const tile of document.querySelectorAll('.tile')) {
      tile.setAttribute('aria-pressed', tile.dataset.filter === view.state && view.state !== 'all');
    }

    update();
  }

  function filterText(text) {
    view.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    update();
  }

  function reset() {
    document.getElementById('filter').value = '';
    view.words = [];
    view.state = 'all';
    filterState('all');
  }

  // The first column is as wide as the longest name, within limits.
  function longestName() {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `600 ${getComputedStyle(table).fontSize} ${getComputedStyle(table).fontFamily}`;
    const longest = [...report.clusters].sort((a, b) => b.name.length - a.name.length).slice(0, 20);
    return Math.ceil(Math.max(0, ...longest.map(cluster => pen.measureText(cluster.name).width)));
  }

  function start() {
    table.style.setProperty('--columns', report.types.length);
    const longest = longestName();
    table.style.setProperty('--longest', `${longest}px`);
    // In a narrow window, longer names take several lines.
    table.classList.toggle('tall', longest > 110);
    const fill = (id, options) => document.getElementById(id).append(...options.map(([value, text]) => make('option', { value }, text)));
    fill('group', groups);
    fill('sort', report.clusters.some(cluster => cluster.has.drift) ? sorts : sorts.filter(([key]) => key !== 'drift'));
    body.append(before, after);
    let isWaiting = false;
    scroll.addEventListener('scroll', () => {
      if (!isWaiting) {
        isWaiting = true;
        requestAnimationFrame(() => {
          isWaiting = false;
          draw();
        });
      }
    }, { passive: true });
    body.addEventListener('keydown', move);
    new ResizeObserver(() => {
      forget(key => key.startsWith('d'));
      draw();
    }).observe(scroll);
    update();
  }

  function print(isOn) {
    if (isPrinting !== isOn) {
      isPrinting = isOn;
      forget(() => true);
      update({ keepsScroll: true });
    }
  }

  return {
    start, show, print, reset, filterState, filterText,
    group: value => { view.group = value; view.closed.clear(); update(); },
    sort: value => sort(value),
  };
})();
