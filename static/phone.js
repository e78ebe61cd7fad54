// What a phone does by itself: counts characters as people see them, keeps what is being typed over a reload, and
// shows the questions in the order that its owner prefers.
(() => {
  const segments = window.Intl?.Segmenter ? new Intl.Segmenter(document.documentElement.lang) : null;
  const length = (text) => (segments ? [...segments.segment(text)] : [...text]).length;
  const typed = () => document.querySelectorAll('textarea, input[type=text]');
  const key = (field) => `entaku:typed:${location.pathname}:${field.id}`;

  const count = (field) => {
    const left = field.form?.querySelector('[data-count]');
    if (!left) return;
    const remaining = left.dataset.count - length(field.value.trim());
    left.textContent = remaining.toLocaleString(document.documentElement.lang);
    left.toggleAttribute('data-over', remaining < 0);
  };

  document.addEventListener('input', ({ target }) => {
    if (!target.matches('textarea, input[type=text]') || !target.id) return;
    sessionStorage.setItem(key(target), target.value);
    count(target);
    if (target.form?.dataset.state !== 'sending') delete target.form?.dataset.state;
  });
  document.addEventListener('reset', ({ target }) => {
    target.querySelectorAll('textarea, input[type=text]').forEach((field) => sessionStorage.removeItem(key(field)));
    setTimeout(() => target.querySelectorAll('textarea').forEach(count));
  });
  typed().forEach((field) => {
    const draft = field.id && sessionStorage.getItem(key(field));
    if (draft && field.matches('textarea')) field.value = draft;
    count(field);
  });

  // The sheet opens ready to write; only within the tap itself do phones bring up their keyboard.
  document.querySelector('.ask > summary')?.addEventListener('click', ({ currentTarget }) => {
    const sheet = currentTarget.parentElement;
    if (!sheet.open) requestAnimationFrame(() => sheet.querySelector('textarea').focus());
  });

  // A programme that was open for want of anything live makes room when a session begins.
  const isLive = () => Boolean(document.querySelector('#now.live'));
  let live = isLive();
  document.addEventListener('htmx:ws:after:message:incoming', () => {
    if (isLive() && !live) document.querySelector('.planned')?.removeAttribute('open');
    live = isLive();
  });

  // Once a question has arrived, the sheet makes room again, unless the next one is being written.
  document.addEventListener('entaku:answer', ({ detail: { command, refused, form } }) => {
    const sheet = form?.closest('details.ask');
    if (command.do !== 'ask' || refused || !sheet) return;
    setTimeout(() => { if (!sheet.querySelector('textarea').value) sheet.open = false; }, 2500);
  });

  // Enter that ends a kana conversion must not send a form with a single-line field.
  document.addEventListener('keydown', (event) => {
    const converting = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && converting && event.target.matches('input')) event.preventDefault();
  });

  // Popular is the server's order; recent is by age, and goes on by itself as questions arrive.
  const links = document.querySelectorAll('a[data-sort]');
  let recent = new URLSearchParams(location.search).get('sort') === 'recent';
  let popular = [];
  const cards = () => [...document.querySelectorAll('#questions > [data-age]')];
  const sort = () => {
    const list = document.getElementById('questions');
    const rank = recent ? (card) => -card.dataset.age : (card) => popular.indexOf(card.id);
    const wanted = cards().sort((one, other) => rank(one) - rank(other));
    wanted.forEach((card, at) => {
      if (list.children[at] !== card) list[list.moveBefore ? 'moveBefore' : 'insertBefore'](card, list.children[at] || null);
    });
  };
  links.forEach((link) => link.addEventListener('click', (event) => {
    event.preventDefault();
    if (!recent) popular = cards().map((card) => card.id);
    recent = link.dataset.sort === 'recent';
    links.forEach((one) => (one === link ? one.setAttribute('aria-current', 'true') : one.removeAttribute('aria-current')));
    sort();
  }));
  document.addEventListener('entaku:ordered', ({ target }) => {
    if (target.id !== 'questions') return;
    popular = cards().map((card) => card.id);
    if (recent) sort();
  });
  document.addEventListener('htmx:ws:after:message:incoming', () => {
    if (recent && !document.querySelector('#questions:active')) sort();
  });
})();
