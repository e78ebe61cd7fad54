// A phone that is Node's `ws`: it does what it is told on standard input, a line of JSON each, and says what happens to it.
import { createInterface } from 'node:readline';
import WebSocket from './vendor/ws/wrapper.mjs';

const [url, origin, cookie, deflates] = process.argv.slice(2);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const socket = new WebSocket(url, { origin, headers: { Cookie: cookie }, perMessageDeflate: deflates === 'true' && { threshold: 0 } });

socket.on('open', () => say({ is: 'open', extensions: socket.extensions }));
socket.on('message', (data, isBinary) => say({ is: isBinary ? 'bytes' : 'text', words: data.toString() }));
socket.on('ping', (data) => say({ is: 'ping', words: data.toString() }));
socket.on('pong', (data) => say({ is: 'pong', words: data.toString() }));
socket.on('error', (error) => say({ is: 'error', words: error.message }));
socket.on('close', (code, reason) => {
  say({ is: 'closed', code, words: reason.toString() });
  process.exit();
});

const DO = {
  text: ({ pieces }) => pieces.forEach((piece, at) => socket.send(piece, { fin: at === pieces.length - 1 })),
  ping: ({ words }) => socket.ping(words),
  close: ({ code, words }) => socket.close(code, words),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const told = JSON.parse(line);
  DO[told.do](told);
});
