import { clean } from '../model/text.ts';
import type { Catalogue, ExporterEntry } from './catalogue.ts';
import { containerOf, imageEntry } from './recognise.ts';
import { imageRepository, type Container, type Workload } from './workload.ts';

/** Of a longer command line only the beginning is known. */
const mostElements = 200;

/**
 * What proves that one listener has this port open on all addresses of the pod, so that its loopback shows what its own address does: "its
 * arguments name :9187"; null where nothing does. That is an address without host, or 0.0.0.0 or [::], which Go opens for both families
 * (net.Listen), in the arguments of the container, or the catalogue's default where they name none; and no other container may have
 * to do with the port. Of a pod on the host's network nothing is proven: its loopback is the node's.
 */
export function listensEverywhere(
  catalogue: Catalogue,
  workload: Workload & { readonly hostNetwork: boolean },
  port: number,
): string | null {
  const container = containerOf(catalogue, workload, port);
  if (!container || workload.hostNetwork) return null;
  if (workload.containers.some((other) => other !== container && mayListen(catalogue, other, port))) return null;
  const entry = imageEntry(catalogue, container);
  const flags = [...catalogue.listenFlags, ...(entry?.listen?.flags ?? [])];
  const { commandLine } = container;
  if (commandLine.length >= mostElements || commandLine.some((element) => mayHideFlag(element, flags))) return null;
  const named = namedAddresses(commandLine, flags);
  return named.length > 0 ? byArguments(named, port) : entry ? byDefault(entry, container, port) : null;
}

/** The container declares the port, has its number on the command line, or is known to listen there. */
function mayListen(catalogue: Catalogue, container: Container, port: number): boolean {
  const number = new RegExp(`(^|\\D)${port}(\\D|$)`);
  return (
    container.ports.some((each) => each.number === port) ||
    container.commandLine.some((element) => number.test(element)) ||
    imageEntry(catalogue, container)?.ports.includes(port) === true
  );
}

/** What becomes arguments only when it runs: a variable, a file of arguments, a script that has the flag in its text. */
function mayHideFlag(element: string, flags: readonly string[]): boolean {
  if (/^[$@]/.test(element)) return true;
  const bare = flags.map((flag) => flag.replace(/^-+/, ''));
  return bare.some((flag) => element.includes(flag)) && !flags.some((flag) => element === flag || element.startsWith(`${flag}=`));
}

/** The values of the flags, both ways to write them. */
function namedAddresses(commandLine: readonly string[], flags: readonly string[]): string[] {
  return commandLine.flatMap((element, index) => {
    if (flags.includes(element)) return [commandLine[index + 1] ?? ''];
    const flag = flags.find((each) => element.startsWith(`${each}=`));
    return flag === undefined ? [] : [element.slice(flag.length + 1)];
  });
}

/** Several addresses may be named: each must be understood, and those of this port without exception be everywhere. */
function byArguments(named: readonly string[], port: number): string | null {
  const addresses = named.map((text) => ({ text, parts: /^([^\s]{0,255}):(\d{1,5})$/.exec(text) }));
  if (addresses.some(({ parts }) => parts === null)) return null;
  const here = addresses.filter(({ parts }) => Number(parts?.[2]) === port);
  const everywhere = here.every(({ parts }) => ['', '0.0.0.0', '[::]'].includes(parts?.[1] ?? ''));
  return here[0] && everywhere ? `its arguments name ${clean(here[0].text, 100)}` : null;
}

/** The default holds where the image's own program runs, and not some other that starts it. */
function byDefault(entry: ExporterEntry, { image, commandLine }: Container, port: number): string | null {
  const [program = ''] = commandLine;
  const own = program === '' || program.startsWith('-') || plain(program) === plain(imageRepository(image));
  return own && entry.listen?.default === `:${port}` ? `${entry.name} listens on ${entry.listen.default} unless told otherwise` : null;
}

/** "/bin/some_exporter" and "quay.io/org/some-exporter" → "some-exporter". */
const plain = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replaceAll('_', '-');
