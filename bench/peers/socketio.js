// Socket.IO on Node, over WebSockets only.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { Server } = require('socket.io');

const [port, file] = process.argv.slice(2);
const message = readFileSync(file, 'utf8');
const http = createServer();
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false, pingInterval: 3600_000 });

server.on('connection', (phone) => {
  phone.on('go', () => server.emit('news', message));
  phone.emit('news', message);
});
http.listen(Number(port), '127.0.0.1', 65535);
