/* eslint-disable -- written for Node 0.10, which has neither const nor arrow functions */
// One handshake; prints what came of it. Arguments: port, options of tls.connect.
var fs = require('fs');
var options = JSON.parse(process.argv[3]);
options.host = '127.0.0.1';
options.port = Number(process.argv[2]);
options.rejectUnauthorized = false;
if (options.cert) options.cert = fs.readFileSync(options.cert);
if (options.key) options.key = fs.readFileSync(options.key);
var socket = require('tls').connect(options, function () {
  var protocol = socket.getProtocol ? socket.getProtocol() : '';
  console.log(JSON.stringify({ name: socket.getCipher().name, version: protocol }));
  process.exit(0);
});
socket.on('error', function (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exit(1);
});
