import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Xmllint {
  validateXML(options: {
    xml: { fileName: string; contents: string }[];
    schema: string;
  }): Promise<{ valid: boolean; errors: { rawMessage: string }[] }>;
}

/** pytest tests its own reports with Jenkins' schema; its source package is the only one that carries it. */
const pytest = 'pytest-8.4.2';
const schemaInPytest = `${pytest}/testing/example_scripts/junit-10.xsd`;
const folder = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

/** Jenkins' junit-10.xsd (MIT), fetched once into test/tools/downloads. */
async function jenkinsSchema(): Promise<string> {
  const downloads = join(folder, 'downloads');
  const path = join(downloads, schemaInPytest);
  return readFile(path, 'utf8').catch(async () => {
    await mkdir(downloads, { recursive: true });
    const wanted = ['--quiet', '--no-deps', '--no-binary', 'pytest', '--dest', downloads, pytest.replace('-', '==')];
    await run('python3', ['-m', 'pip', 'download', ...wanted]).catch((error: Error) => {
      throw new Error(`Jenkins' junit-10.xsd is missing, and fetching ${pytest} with python3 -m pip failed: ${error.message}`);
    });
    await run('tar', ['-xzf', join(downloads, `${pytest}.tar.gz`), '-C', downloads, schemaInPytest]);
    return readFile(path, 'utf8');
  });
}

/** What libxml2 holds against the documents as Jenkins reads them. */
export async function junitProblems(documents: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const schema = await jenkinsSchema();
  const xml = Object.entries(documents).map(([name, contents]) => ({ fileName: `${name}.xml`, contents }));
  const { errors } = await load().validateXML({ xml, schema });
  return errors.map((error) => error.rawMessage);
}

function load(): Xmllint {
  try {
    return createRequire(import.meta.url)(join(folder, 'node_modules/xmllint-wasm')) as Xmllint;
  } catch {
    throw new Error('xmllint is not installed: run npm ci --prefix test/tools');
  }
}
