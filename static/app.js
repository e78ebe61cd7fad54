// The page's side of the wire: an outbox that gets every command there exactly once, a heartbeat that notices a dead
// line. Other scripts hear of it through `entaku:outbox`, `:answer` and `:now`, and ask for a heartbeat by `:beat`.
(() => {
  const root = document.querySelector('[hx-ws\\:connect]');
  if (!root) return;
  const html = document.documentElement;
  const staff = root.id !== 'audience';
  const BEAT = staff ? 2000 : 5000, PATIENCE = 8000, FALL_BACK = 10000, ENDED = 4001;

  const shelf = `entaku:${root.id}`;
  const outbox = new Map(JSON.parse(sessionStorage.getItem(shelf) || '[]'));
  const forms = new Map();
  const waiting = new Set();
  let connection = null, lostAt = Date.now(), beats = 0, heard = 0, best = Infinity, behind = false, held = '';

  const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');
  const open = () => connection?.socket?.readyState === WebSocket.OPEN;
  const tell = () => document.dispatchEvent(new CustomEvent('entaku:outbox', { detail: [...outbox.values()] }));
  const keep = () => { sessionStorage.setItem(shelf, JSON.stringify([...outbox])); tell(); };
  const transmit = (id) => open() && connection.socket.send(JSON.stringify({ id, command: outbox.get(id) }));
  const showLink = () => { html.dataset.link = !open() ? 'lost' : behind ? 'behind' : outbox.size ? held || 'saving' : 'live'; };

  // Up: htmx gathers the form's fields; the outbox sends them, and again after a lost line, until they are answered.
  document.addEventListener('htmx:ws:before:message:outgoing', (event) => {
    event.preventDefault();
    const form = event.target.closest('form');
    if (form.dataset.state === 'sending' && 'clears' in form.dataset) return;
    const { headers, ...fields } = event.detail.message.values;
    const id = mint();
    outbox.set(id, { ...fields, do: new URL(form.action).pathname.split('/').pop() });
    forms.set(id, form);
    form.dataset.state = 'sending';
    const question = form.querySelector('input[name=question][data-mint]');
    if (question) question.value = mint();
    keep();
    transmit(id);
    setTimeout(showLink, 1000);
  });

  const note = (form, message = '') => form?.querySelectorAll('[data-note]').forEach((place) => { place.textContent = message; });
  const settle = ({ ack, refused, message }) => {
    const command = outbox.get(ack), form = forms.get(ack);
    if (!command) return;
    held = refused?.startsWith('storage-') ? refused : '';
    if (held) {  // the server cannot save now: say so, and try again at the next beat
      waiting.add(ack);
      return showLink();
    }
    outbox.delete(ack);
    forms.delete(ack);
    keep();
    showLink();
    document.dispatchEvent(new CustomEvent('entaku:answer', { detail: { command, refused, message, form } }));
    if (!form) return;
    form.dataset.state = refused ? 'refused' : 'received';
    note(form, message);
    const typed = form.querySelector('textarea, input[type=text]');
    if (!refused && 'clears' in form.dataset && (!typed || typed.value === command[typed.name])) form.reset();
  };

  // Without a socket for a while, the outbox tries plain requests: some networks let nothing else through.
  const fallBack = async () => {
    if (open() || Date.now() - lostAt < FALL_BACK) return;
    for (const [id, { do: name, ...fields }] of outbox) {
      try {
        const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
        const body = JSON.stringify({ id, ...fields });
        const answer = await fetch(`/do/${name}?as=${root.id}`, { method: 'POST', headers, body });
        if (answer.status < 500) settle({ ack: id, ...await answer.json() });
      } catch { return; }  // still no way out: the next beat tries again
    }
  };

  // Down: JSON messages are answers to this page alone; everything else is HTML and htmx's affair.
  document.addEventListener('htmx:ws:before:message:incoming', (event) => {
    const { data } = event.detail.message;
    if (typeof data !== 'string' || data[0] !== '{') return;
    event.preventDefault();
    const said = JSON.parse(data);
    if (said.ack) settle(said);
    if (!said.now) return;
    heard = Date.now();
    if (behind !== Boolean(said.behind)) { behind = !behind; showLink(); }
    const trip = heard - sentAt;
    if (trip > best + 20) return;
    best = trip;
    window.dispatchEvent(new CustomEvent('entaku:now', { detail: { offset: said.now - (heard - trip / 2) } }));
  });

  // The line: heartbeats, and a hurried return when the phone is looked at again.
  let sentAt = 0;
  const beat = () => {
    fallBack();
    if (!open()) return showLink();
    if (sentAt > heard && Date.now() - sentAt > PATIENCE) return drop();
    if (sentAt > heard) return;
    sentAt = Date.now();
    const shows = document.querySelector('[data-shows]')?.dataset.shows;
    connection.socket.send(JSON.stringify({ beat: ++beats, shows }));
    waiting.forEach(transmit);  // behind the heartbeat, whose answer must not wait for a storage that is away
    waiting.clear();
  };
  const drop = () => {
    const { socket } = connection;
    socket.close();
    socket.dispatchEvent(new CloseEvent('close', { code: 1006 }));  // a dead line never says that it is closed
  };
  const hurry = () => {
    if (document.hidden || !connection) return;
    if (open()) return beat();
    clearTimeout(connection.timer);
    const { reconnectDelay } = connection.config;
    Object.assign(connection.config, { reconnectDelay: 1 });
    connection.attempt = 0;
    connection.socket?.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    Object.assign(connection.config, { reconnectDelay });
  };
  document.addEventListener('htmx:ws:before:connection', (event) => {
    connection = event.detail.connection;
    Object.assign(connection.config, { reconnectCodes: { includes: (code) => code !== ENDED } });
    if (staff) Object.assign(connection.config, { reconnectDelay: 300, reconnectMaxDelay: 3000 });
  });
  document.addEventListener('htmx:ws:after:connection', (event) => {
    connection = event.detail.connection;
    [heard, sentAt] = [Date.now(), 0];
    for (const id of outbox.keys()) waiting.add(id);
    showLink();
    beat();
  });
  document.addEventListener('htmx:ws:close', ({ detail: { code } }) => {
    if (code === ENDED) location.reload();  // the page then says why, better than a lost line would
    [lostAt, sentAt] = [Date.now(), 0];
    showLink();
  });
  document.addEventListener('visibilitychange', hurry);
  window.addEventListener('online', hurry);
  window.addEventListener('pageshow', (event) => event.persisted && hurry());
  document.addEventListener('entaku:beat', () => beat());
  setInterval(beat, BEAT);
  // After a reload, what is still on its way finds its words again in their form.
  const findForms = () => outbox.forEach((command, id) => {
    const form = document.querySelector(`form[data-clears][action^="/do/${command.do}"]`);
    const typed = form?.querySelector('textarea');
    if (!typed || typed.value !== command[typed.name]) return;
    forms.set(id, form);
    form.dataset.state = 'sending';
  });
  document.addEventListener('DOMContentLoaded', () => { findForms(); tell(); });
})();
