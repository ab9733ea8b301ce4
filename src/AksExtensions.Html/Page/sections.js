// What is written out in words: each cluster's own section, the failures and the drift.
const sections = (() => {
  const most = 50;
  const extensionHeads = ['Extension', 'Type', 'State', 'Version', 'Release train', 'Auto-upgrade', 'Namespace', 'Changed'];
  const failureHeads = ['Extension', 'Cluster', 'Failed', 'What Azure reported'];
  const date = seconds => seconds ? new Date(seconds * 1000).toISOString().slice(0, 10) : '';
  const fact = (name, ...value) => make('div', {}, make('dt', {}, name), make('dd', {}, ...value));
  const clusterLink = cluster => make('button', { type: 'button', class: 'link', onclick: () => matrix.show(cluster) }, cluster.name);
  const state = instance => make('span', { class: 'fit' }, icon(instance.health, instance.health), ' ', instance.state);

  function version(instance) {
    return [
      instance.version || '–',
      instance.pinned && make('small', {}, instance.pinned === instance.version ? ' pinned' : ` pinned to ${instance.pinned}`),
      instance.newest && make('small', {}, ' ', icon('old', 'old'), ` newest is ${instance.newest}`),
    ];
  }

  function failure(one) {
    return [
      one.failure.message && make('div', { class: 'message' }, one.failure.message),
      make('p', { class: 'do' }, one.failure.recommendation, ' ', one.failure.link && externalLink(one.failure.link, 'More')),
      command(one.failure.command),
    ];
  }

  function cluster(one) {
    const failed = one.instances.filter(instance => instance.failure);
    return [
      make('dl', { class: 'facts' },
        fact('Resource group', one.group), fact('Subscription', one.subscription),
        one.location && fact('Region', one.location), one.kubernetes && fact('Kubernetes', one.kubernetes), one.power && fact('Power', one.power),
        one.tags.length > 0 && fact('Tags', one.tags.map(tag => make('span', { class: 'tag' }, tag.value ? `${tag.key}=${tag.value}` : tag.key))),
        one.portal && fact('Azure portal', externalLink(one.portal, 'Open the cluster'))),
      one.instances.length === 0
        ? make('p', { class: 'muted' }, 'This cluster has no extensions.')
        : table(`Extensions of ${one.name}`, extensionHeads, one.instances.map(instance => row(extensionHeads, [
          make('th', { scope: 'row' }, instance.name, instance.manager && make('small', {}, ` managed by ${instance.manager}`)),
          make('td', {}, typeName(instance.type)), make('td', { class: 'fit' }, state(instance)), make('td', {}, version(instance)),
          make('td', {}, instance.train), make('td', {}, instance.upgrade), make('td', {}, instance.namespace), make('td', { class: 'fit' }, date(instance.changed)),
        ]))),
      failed.map(instance => make('div', { class: 'failed' }, make('p', {}, icon('fail', 'fail'), ' ', make('b', {}, instance.name), instance.failure.age && ` failed ${instance.failure.age}`), failure(instance))),
      one.drift.length > 0 && driftTable(one.drift.map(drift => ({ cluster: one, drift })), `Drift of ${one.name}`, false),
    ].flat(2).filter(Boolean);
  }

  function driftTable(list, caption, withCluster) {
    const heads = ['Extension', withCluster && 'Cluster', 'Status', 'Desired and actual', 'Action'].filter(Boolean);
    return longList(list.map(({ cluster: one, drift }) => () => row(heads, [
      make('th', { scope: 'row', class: 'name' }, drift.name, make('div', {}, make('small', {}, typeName(drift.type)))),
      withCluster && make('td', { class: 'name' }, clusterLink(one), make('div', {}, make('small', {}, [one.group, drift.ring && `ring ${drift.ring}`].filter(Boolean).join(' · ')))),
      make('td', { class: 'fit' }, icon(drift.status === 'Missing' ? 'missing' : 'drift', 'drift'), ` ${drift.status}`),
      make('td', { class: 'wide' }, changes(drift.differences), drift.detail && make('div', { class: 'muted' }, drift.detail)),
      make('td', {}, drift.action === 'None' ? '' : drift.action),
    ])), withCluster ? most : Infinity, caption, heads);
  }

  function failures() {
    const byCause = new Map();
    for (const one of report.clusters) {
      for (const instance of one.instances.filter(each => each.failure)) {
        const key = `${instance.failure.cause}\n${instance.failure.recommendation}`;
        byCause.set(key, [...byCause.get(key) ?? [], { cluster: one, instance }]);
      }
    }

    // What the module knows comes first.
    const causes = [...byCause.values()].sort((a, b) => !a[0].instance.failure.cause - !b[0].instance.failure.cause || b.length - a.length);
    return causes.map((list, at) => {
      const { cause, summary, recommendation, link } = list[0].instance.failure;
      const rows = list.map(({ cluster: one, instance }) => () => row(failureHeads, [
        make('th', { scope: 'row', class: 'name' }, instance.name, make('div', {}, make('small', {}, `${typeName(instance.type)} ${instance.version}`))),
        make('td', { class: 'name' }, clusterLink(one), make('div', {}, make('small', {}, one.group))),
        make('td', { class: 'fit' }, instance.failure.age || '–'),
        make('td', { class: 'wide' }, make('div', { class: 'message' }, instance.failure.message || `The state is ${instance.state}.`), command(instance.failure.command)),
      ]));
      const details = make('details', { class: 'card cause', 'data-cause': cause, open: at < 3 ? '' : null },
        make('summary', {}, icon('chevron'), make('b', {}, cause || 'Other causes'), make('span', { class: 'count fail' }, number(list.length)), make('span', { class: 'muted' }, summary)));
      const fill = () => {
        if (details.children.length === 1) {
          details.append(make('div', { class: 'cause-body' }, make('p', { class: 'do' }, recommendation, ' ', link && externalLink(link, 'More')),
            longList(rows, most, `Failures: ${cause || 'other causes'}`, failureHeads)));
        }
      };
      details.addEventListener('toggle', () => details.open && fill());
      if (details.open) {
        fill();
      }

      return details;
    });
  }

  function start() {
    document.getElementById('failure-list')?.append(...failures());
    document.getElementById('drift-list')?.append(...driftTable(
      report.clusters.flatMap(one => one.drift.map(drift => ({ cluster: one, drift }))), 'Drift', true));
    for (const element of document.querySelectorAll('[data-copy]')) {
      element.replaceWith(command(element.textContent));
    }
  }

  return { start, cluster };
})();
