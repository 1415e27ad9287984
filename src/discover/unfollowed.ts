import { originText } from '../model/origin.ts';
import { count } from '../model/text.ts';
import { selects } from '../prometheus/index.ts';
import { serviceKey } from './backends.ts';
import type { Inventory } from './collect.ts';
import type { NotProbedList } from './not-probed.ts';
import type { Service } from './objects.ts';
import type { JobTargets } from './resolve.ts';
import type { Scope } from './scope.ts';

/** What declares scrapes in ways that are not followed. */
export function noteUnsupported({ foreign }: Inventory, jobs: readonly JobTargets[], notProbed: NotProbedList): void {
  for (const { resource, count: found } of foreign)
    if (found > 0)
      notProbed.add(
        resource,
        'unsupported-kind',
        `${count(found, 'object')} of this kind, which declares scrapes to another collector than Prometheus`,
      );
  for (const { job } of jobs)
    for (const discovery of job.discoveries)
      if (discovery.kind === 'other')
        notProbed.add(`${originText(job.source)} ${discovery.name}`, 'unsupported-kind', 'this kind of service discovery is not followed');
}

/** Services that stand for a name outside of the cluster have no addresses in it, whoever selects them. */
export function noteExternal({ services }: Scope, { operator }: Inventory, notProbed: NotProbedList): void {
  const selected = ({ metadata }: Service): boolean =>
    metadata.annotations['prometheus.io/scrape'] === 'true' ||
    operator.serviceMonitors.some((monitor) => selectsService(monitor, metadata));
  for (const service of services.filter(({ spec }) => spec.type === 'ExternalName').filter(selected))
    notProbed.add(
      `Service ${serviceKey(service)}`,
      'external',
      `ExternalName: it stands for ${service.spec.externalName}, outside of the cluster`,
    );
}

/** By its labels, in the namespaces that the monitor looks at: any, the named ones, else its own. */
function selectsService(
  { metadata: own, spec }: Inventory['operator']['serviceMonitors'][number],
  { namespace, labels }: Service['metadata'],
): boolean {
  const { any, matchNames } = spec.namespaceSelector;
  const looksAt = matchNames.length > 0 ? matchNames : [own.namespace];
  return (any === true || looksAt.includes(namespace)) && selects(spec.selector, labels);
}
