/** What to look at next where the reason is well known. What is dialled after the wait for an answer may never have been reached. */
const nextSteps: readonly (readonly [reason: RegExp, step: string])[] = [
  [/(^|: )connection refused$/, 'is it running, and does it listen on this address?'],
  [/(^|: )no (complete )?answer\b|(^|: )no route to host$/, 'does a NetworkPolicy or firewall keep this host out?'],
  [/^alert 112 unrecognized_name$/, 'which name does it have? --server-name sends it where no scrape gives one'],
  // Never for a cloud's metadata service, which any tenant can claim to be an endpoint of theirs.
  [/^not probed: \S+ is an? (loopback|link-local|multicast|unspecified|reserved) address\b/, '--allow-cidr dials it'],
];

/** The options that a run was not given, where one would have told. */
const options: typeof nextSteps = [
  [/\(secrets\/get \S+\)$/, '--read-secrets reads it'],
  [/\bit was not asked whether it takes\b/, '--depth full asks it'],
  [/^no handshake was made with the client certificate of the scrape\b/, '--use-scrape-certs makes it'],
];

const stepsIn = (steps: typeof nextSteps, reasons: readonly string[]): readonly string[] =>
  steps.filter(([known]) => reasons.some((reason) => known.test(reason))).map(([, step]) => step);

/** The steps for the reasons why something could not be looked at, each once. */
export const nextStepsFor = (reasons: readonly string[]): readonly string[] => stepsIn(nextSteps, reasons);

/** The options that ask for what this run was not told to ask, each once. */
export const optionsFor = (reasons: readonly string[]): readonly string[] => stepsIn(options, reasons);
