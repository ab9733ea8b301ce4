'use strict';
// The rows of the data are arrays, so that a report of thousands of clusters can be mailed. Here they get their names.
const report = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const text = at => at < 0 ? '' : data.texts[at];
  const pairs = list => Array.from({ length: list.length / 2 }, (_, at) => ({ key: text(list[2 * at]), value: text(list[2 * at + 1]) }));
  const failure = row => row && {
    cause: text(row[0]), summary: text(row[1]), recommendation: text(row[2]), link: text(row[3]), message: text(row[4]), age: text(row[5]), command: row[6],
  };
  const instance = row => ({
    name: text(row[0]), type: row[1], health: ['ok', 'way', 'fail'][row[2]], state: text(row[3]), version: text(row[4]), pinned: text(row[5]),
    train: text(row[6]), upgrade: text(row[7]), newest: text(row[8]), manager: text(row[9]), namespace: text(row[10]), changed: row[11],
    failure: failure(row[12]),
  });
  const difference = (list, at) => ({ property: text(list[at]), desired: text(list[at + 1]), actual: text(list[at + 2]) });
  const drift = row => ({
    name: text(row[0]), type: row[1], ring: text(row[2]), status: text(row[3]), action: text(row[4]), detail: text(row[5]),
    differences: Array.from({ length: row[6].length / 3 }, (_, at) => difference(row[6], 3 * at)),
  });
  const ranks = data.versions.map(list => new Map(list.map((at, rank) => [text(at), rank])));

  const clusters = data.clusters.map((row, at) => {
    const cluster = {
      at, name: row[0], group: text(row[1]), subscription: text(row[2]), location: text(row[3]), kubernetes: text(row[4]), power: text(row[5]),
      portal: row[6], tags: pairs(row[7]), instances: row[8].map(instance), drift: row[9].map(drift), isOpen: false,
    };
    const count = is => cluster.instances.filter(is).length;
    cluster.has = {
      all: 1, ok: count(one => one.health === 'ok'), way: count(one => one.health === 'way'), failed: count(one => one.health === 'fail'),
      old: count(one => one.newest), drift: cluster.drift.length,
    };
    cluster.searched = [
      cluster.name, cluster.group, cluster.subscription, cluster.location, cluster.kubernetes, cluster.power,
      ...cluster.tags.map(tag => `${tag.key}=${tag.value}`),
      ...cluster.instances.map(one => `${one.name} ${data.types[one.type]} ${one.version} ${one.state} ${one.train}`),
      ...cluster.drift.map(one => `${one.name} ${one.status}`),
    ].join('\n').toLowerCase();
    return cluster;
  });
  return { types: data.types, ranks, clusters };
})();
