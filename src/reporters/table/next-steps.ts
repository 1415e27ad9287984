/** What to look at next where the reason is well known. What is dialled after the wait for an answer may never have been reached. */
const nextSteps: readonly (readonly [reason: RegExp, step: string])[] = [
  [/(^|: )connection refused$/, 'is it running, and does it listen on this address?'],
  [/(^|: )no (complete )?answer\b|(^|: )no route to host$/, 'does a NetworkPolicy or firewall keep this host out?'],
  // Never for a cloud's metadata service, which any tenant can claim to be an endpoint of theirs.
  [/^not probed: \S+ is an? (loopback|link-local|multicast|unspecified|reserved) address\b/, '--allow-cidr dials it'],
];

/** The steps for the reasons, each once. */
export const nextStepsFor = (reasons: readonly string[]): readonly string[] =>
  nextSteps.filter(([known]) => reasons.some((reason) => known.test(reason))).map(([, step]) => step);
