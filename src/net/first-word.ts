const patienceMs = 300;

/**
 * In TLS 1.3 the server looks at the client's certificate, or at its absence, after the client is done. Its first word, a session ticket or an
 * alert, is waited for, but not for long: a server that refuses and closes while a request is under way resets the connection, and the alert with
 * its reason may be lost.
 */
export async function patiently(firstWord: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([firstWord, patience]);
  clearTimeout(timer);
}
