import type { Place, ServerSpec } from '../support/server.ts';

/** nginx 1.22 with OpenSSL 3.0, metrics from itself. */

interface Variant extends Omit<ServerSpec, 'name' | 'command'> {
  readonly ssl?: (place: Place) => readonly string[]; // directives
}

const configuration = ({ dir, port, pki }: Place, directives: readonly string[]): string => `
daemon off; master_process off; pid ${dir}/nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ${dir}; proxy_temp_path ${dir}; fastcgi_temp_path ${dir}; uwsgi_temp_path ${dir}; scgi_temp_path ${dir};
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${pki.rsa.cert}; ssl_certificate_key ${pki.rsa.key};
    ${directives.map((each) => `${each};`).join(' ')}
    location / { default_type "text/plain; version=0.0.4"; return 200 "# TYPE up gauge\\nup 1\\n"; }
  }
}
`;

const spec = (name: string, { ssl = () => [], ...rest }: Variant = {}): ServerSpec => ({
  name: `nginx 1.22: ${name}`,
  ...rest,
  command: (place) => ({
    argv: ['nginx', '-p', place.dir, '-e', 'stderr', '-c', place.file('nginx.conf', configuration(place, ssl(place)))],
  }),
});

const both = 'ssl_protocols TLSv1.2 TLSv1.3';

export const nginxServers: readonly ServerSpec[] = [
  spec('default', { quick: true }),
  spec('modern', { ssl: () => ['ssl_protocols TLSv1.3', 'ssl_prefer_server_ciphers off'] }),
  spec('legacy', {
    testssl: true,
    ssl: ({ pki }) => [
      'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
      'ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0',
      'ssl_prefer_server_ciphers on',
      `ssl_certificate ${pki.ec.cert}`,
      `ssl_certificate_key ${pki.ec.key}`,
    ],
  }),
  spec('OCSP stapling and early data', {
    ssl: ({ pki }) => [both, 'ssl_early_data on', 'ssl_session_cache builtin', 'ssl_stapling on', `ssl_stapling_file ${pki.ocsp}`],
  }),
  spec('ssl_verify_client on', {
    testssl: true,
    clientAuth: 'refused-at-http',
    ssl: ({ pki }) => [both, 'ssl_verify_client on', `ssl_client_certificate ${pki.ca}`],
  }),
  spec('ssl_verify_client optional', {
    clientAuth: 'verified-if-given',
    ssl: ({ pki }) => [both, 'ssl_verify_client optional', `ssl_client_certificate ${pki.ca}`],
  }),
  spec('ssl_verify_client optional_no_ca', { clientAuth: 'requested', ssl: () => [both, 'ssl_verify_client optional_no_ca'] }),
];
