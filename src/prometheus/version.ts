/** A version as the operator compares it (semver.ParseTolerant of blang/semver): "v2.41", "3.0.0-rc.0". */
export interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly preRelease: boolean;
}

const pattern = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(-[0-9A-Za-z.-]{1,100})?(\+[0-9A-Za-z.-]{1,100})?$/;

/** Null where it is none. */
export function parseVersion(text: string): Version | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  return { numbers: [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)], preRelease: match[4] !== undefined };
}

/** Whether a version is at least "2.35.0"; one that is not told is the operator's default, which is newer than all that it asks for. */
export function atLeast(version: Version | null, wanted: string): boolean {
  const least = parseVersion(wanted)?.numbers;
  if (!version || !least) return true;
  const differs = version.numbers.findIndex((number, index) => number !== least[index]);
  if (differs === -1) return !version.preRelease;
  return (version.numbers[differs] ?? 0) > (least[differs] ?? 0);
}

/** Of a spec.version without "v": a version that is not told is none of Prometheus 2. */
export const isVersion2 = ({ prometheusVersion = '' }: { readonly prometheusVersion?: string }): boolean =>
  prometheusVersion.startsWith('2.');
