// Node's `ws`, the usual loop over its clients.
const { readFileSync } = require('node:fs');
const { WebSocketServer } = require('ws');

const [port, file] = process.argv.slice(2);
const message = readFileSync(file, 'utf8');
const server = new WebSocketServer({ port: Number(port), host: '127.0.0.1', backlog: 65535, perMessageDeflate: false });

server.on('connection', (phone) => {
  phone.on('error', () => {});
  phone.on('message', () => { for (const each of server.clients) each.send(message); });
  phone.send(message);
});
