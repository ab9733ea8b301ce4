// Connects the page's controls.
(() => {
  const byId = id => document.getElementById(id);
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  // Files of some browsers have no storage.
  const remembered = {
    get theme() { try { return localStorage.getItem('aks-extensions-theme'); } catch { return null; } },
    set theme(value) { try { localStorage.setItem('aks-extensions-theme', value); } catch { /* Then the choice ends with the page. */ } },
  };
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
  const tell = () => byId('theme').setAttribute('aria-pressed', isDark());
  if (['dark', 'light'].includes(remembered.theme)) {
    root.dataset.theme = remembered.theme;
  }

  byId('theme').addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    root.dataset.theme = theme;
    remembered.theme = theme;
    tell();
  });
  dark.addEventListener('change', tell);
  tell();

  byId('created').title = new Date(byId('created').dateTime).toLocaleString();
  matrix.start();
  byId('tools').addEventListener('submit', event => event.preventDefault());
  byId('filter').addEventListener('input', event => matrix.filterText(event.target.value));
  byId('group').addEventListener('change', event => matrix.group(event.target.value));
  byId('sort').addEventListener('change', event => matrix.sort(event.target.value));
  byId('reset').addEventListener('click', () => { matrix.reset(); byId('filter').focus(); });
  byId('tiles').addEventListener('click', event => {
    const tile = event.target.closest('.tile');
    if (tile) {
      matrix.filterState(tile.dataset.filter);
    }
  });
  addEventListener('keydown', event => {
    if (event.key === '/' && !event.target.closest('input, select, textarea')) {
      event.preventDefault();
      byId('filter').focus();
    }
  });

  const opened = [];
  const print = isOn => {
    matrix.print(isOn);
    if (isOn) {
      document.querySelectorAll('[data-more]').forEach(more => more.click());
      document.querySelectorAll('details:not([open])').forEach(details => {
        details.open = true;
        // The event that fills it comes after the print.
        details.dispatchEvent(new Event('toggle'));
        opened.push(details);
      });
    } else {
      opened.splice(0).forEach(details => { details.open = false; });
    }
  };
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));

  // The first paint shows the head and the clusters; these are below.
  requestAnimationFrame(() => setTimeout(() => {
    sections.start();
    root.dataset.ready = 'true';
  }));
})();
