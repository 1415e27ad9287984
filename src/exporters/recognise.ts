import type { ExporterRef } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { Catalogue, ExporterEntry } from './catalogue.ts';
import { imageRepository, listenAddress, type Container, type ContainerPort, type Workload } from './workload.ts';

/** What the catalogue says of one port of one workload: identified, or only suspected, or nothing (both empty). */
export interface Recognition {
  readonly port: number;
  readonly exporter: ExporterRef | null;
  readonly candidate: string; // why it might be a metrics port: "port name metrics"; '' where nothing says so
  readonly loopback: boolean; // its container is told to listen on loopback only
}

/**
 * Recognises the exporter behind a port: by the image or the command line of the container whose port it is, then by the labels of the pod
 * together with the port. A port name or number alone only makes a candidate.
 */
export function recognise(catalogue: Catalogue, workload: Workload, port: number): Recognition {
  const container = containerOf(catalogue, workload, port);
  const declared: ContainerPort = container?.ports.find((each) => each.number === port) ?? { name: '', number: port };
  const exporter = (container && byContainer(catalogue, container, declared)) ?? byLabels(catalogue, workload, declared);
  const listens = container && listenAddress(container, catalogue.listenFlags);
  return {
    port,
    exporter,
    candidate: exporter ? '' : candidateReason(catalogue, declared),
    loopback: listens?.port === port && listens.loopback,
  };
}

/** A pod may declare every port there is; nobody means that many to be metrics ports. */
const mostPorts = 200;

/** The ports of a workload that are identified or suspected metrics ports, each once, in the order of the containers: the first 200. */
export function metricsPorts(catalogue: Catalogue, workload: Workload): readonly Recognition[] {
  const numbers = new Set(workload.containers.flatMap((container) => portsToLookAt(catalogue, container)));
  return [...numbers]
    .slice(0, mostPorts)
    .map((port) => recognise(catalogue, workload, port))
    .filter((each) => each.exporter ?? each.candidate);
}

function portsToLookAt(catalogue: Catalogue, container: Container): number[] {
  const entry = imageEntry(catalogue, container);
  const declared = container.ports.filter((port) => !entry || container.ports.length === 1 || isMetricsPort(catalogue, entry, port));
  if (declared.length > 0 || !entry) return declared.map((port) => port.number);
  const port = listenAddress(container, catalogue.listenFlags)?.port ?? entry.ports[0];
  return port === undefined ? [] : [port];
}

/** Container ports are only information: the container that declares it, else the one told to listen on it, else the only one there is. */
export function containerOf(catalogue: Catalogue, workload: Workload, port: number): Container | undefined {
  const { containers } = workload;
  return (
    containers.find((container) => container.ports.some((each) => each.number === port)) ??
    containers.find((container) => listenAddress(container, catalogue.listenFlags)?.port === port) ??
    (containers.length === 1 ? containers[0] : undefined) ??
    containers.find((container) => imageEntry(catalogue, container)?.ports.includes(port))
  );
}

export function imageEntry(catalogue: Catalogue, container: Container): ExporterEntry | undefined {
  const repository = `/${imageRepository(container.image)}`;
  return catalogue.exporters.find((entry) => entry.images.some((image) => repository.endsWith(`/${image}`)));
}

function byContainer(catalogue: Catalogue, container: Container, port: ContainerPort): ExporterRef | null {
  const entry = imageEntry(catalogue, container);
  if (entry) return reference(entry, `image ${container.image}`);
  const whole = new RegExp(`(^|\\D)${port.number}(\\D|$)`);
  for (const candidate of catalogue.exporters)
    for (const part of candidate.commands) {
      const element = container.commandLine.find((each) => each.includes(part));
      if (element !== undefined && (isPortOf(candidate, port) || whole.test(element))) return reference(candidate, `command line ${part}`);
    }
  return null;
}

function byLabels(catalogue: Catalogue, workload: Workload, port: ContainerPort): ExporterRef | null {
  for (const entry of catalogue.exporters) {
    if (!isMetricsPort(catalogue, entry, port)) continue;
    const label = entry.labels.map((each) => labelMatch(catalogue, workload.labels, each)).find((match) => match !== undefined);
    if (label !== undefined) return reference(entry, `label ${label}`);
  }
  return null;
}

function labelMatch(catalogue: Catalogue, labels: Workload['labels'], wanted: string): string | undefined {
  const equals = wanted.indexOf('=');
  const keys = equals < 0 ? catalogue.nameLabels : [wanted.slice(0, equals)];
  const value = wanted.slice(equals + 1);
  const key = keys.find((each) => Object.hasOwn(labels, each) && (value === '*' || labels[each] === value));
  return key && `${key}=${labels[key]}`;
}

const isPortOf = (entry: ExporterEntry, port: ContainerPort): boolean =>
  entry.ports.includes(port.number) || (port.name !== '' && entry.portNames.includes(port.name));

const isMetricsPort = (catalogue: Catalogue, entry: ExporterEntry, port: ContainerPort): boolean =>
  isPortOf(entry, port) || hasTellingName(catalogue, port);

const hasTellingName = ({ candidates }: Catalogue, { name }: ContainerPort): boolean =>
  name !== '' && candidates.portNames.some((each) => (each.startsWith('*') ? name.endsWith(each.slice(1)) : name === each));

function candidateReason(catalogue: Catalogue, port: ContainerPort): string {
  if (hasTellingName(catalogue, port)) return `port name ${clean(port.name, 63)}`;
  if (catalogue.candidates.commonPorts.includes(port.number)) return '';
  return catalogue.exporters.some((entry) => entry.ports.includes(port.number)) ? `port number ${port.number}` : '';
}

const reference = (entry: ExporterEntry, by: string): ExporterRef => ({
  name: entry.name,
  kind: entry.tls.kind,
  costly: entry.costly !== undefined,
  by: clean(by, 300),
  ...(entry.tls.fix !== undefined && { fix: entry.tls.fix }),
});
