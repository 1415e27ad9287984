/* eslint-disable -- written for Node 0.10, which has neither const nor arrow functions */
var fs = require('fs');
var options = JSON.parse(process.argv[3]);
options.cert = fs.readFileSync(options.cert);
options.key = fs.readFileSync(options.key);
if (options.ca) options.ca = [fs.readFileSync(options.ca)];
options.secureOptions = options.secureOptions || 0;
require('https')
  .createServer(options, function (request, response) {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end('# TYPE up gauge\nup 1\n');
  })
  .listen(Number(process.argv[2]), '127.0.0.1');
