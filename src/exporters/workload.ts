/** What of a pod tells which exporter listens on which port. */
export interface Workload {
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly commandLine: readonly string[]; // command, args, and the values of *_OPTS-like variables
  readonly ports: readonly ContainerPort[]; // TCP only
}

export interface ContainerPort {
  readonly name: string; // '' where there is none
  readonly number: number;
}

/** "quay.io/org/name:v1@sha256:…" → "quay.io/org/name". */
export function imageRepository(image: string): string {
  const untagged = image.split('@', 1)[0] ?? '';
  const colon = untagged.lastIndexOf(':');
  return colon > untagged.lastIndexOf('/') ? untagged.slice(0, colon) : untagged;
}

/** The address that a container is told to listen on, by a flag whose value ends in ":port"; null where none is. */
export function listenAddress(
  container: Container,
  flags: readonly string[],
): { readonly port: number; readonly loopback: boolean } | null {
  for (const [index, element] of container.commandLine.entries())
    for (const flag of flags) {
      const value = element.startsWith(`${flag}=`)
        ? element.slice(flag.length + 1)
        : element === flag
          ? container.commandLine[index + 1]
          : undefined;
      const match = value && value.length < 300 ? /^(.*):(\d{1,5})$/.exec(value) : null;
      if (match) return { port: Number(match[2]), loopback: /^(127\.[\d.]+|\[::1\]|localhost)$/.test(match[1] ?? '') };
    }
  return null;
}
