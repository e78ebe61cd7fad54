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
    if (target.value === target.defaultValue) sessionStorage.removeItem(key(target));
    else sessionStorage.setItem(key(target), target.value);
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

  // Once a question has arrived, the sheet makes room again, unless somebody turns to it meanwhile.
  let closing = 0;
  for (const turn of ['toggle', 'input', 'pointerdown']) {
    document.querySelector('details.ask')?.addEventListener(turn, () => clearTimeout(closing));
  }
  document.addEventListener('entaku:answer', ({ detail: { command, refused, form } }) => {
    const sheet = form?.closest('details.ask');
    if (command.do !== 'ask' || refused || !sheet) return;
    clearTimeout(closing);
    closing = setTimeout(() => {
      if (!sheet.open || sheet.querySelector('textarea').value) return;
      const held = [...sheet.querySelectorAll('form, form *'), document.body].includes(document.activeElement);
      sheet.open = false;
      if (held) sheet.querySelector('summary').focus({ preventScroll: true });
    }, 2500);
  });

  // A question that is published while its author rewrites it can no longer be changed: what was written moves to the
  // sheet, once that is empty. What is on its way, was saved or was withdrawn needs no rescue.
  let onItsWay = [];
  const change = (question) => `text-${question}`;
  const rescue = () => {
    const ask = document.getElementById('ask'), start = key({ id: change('') });
    for (const kept of Object.keys(sessionStorage).filter((one) => one.startsWith(start))) {
      const question = kept.slice(start.length);
      const busy = onItsWay.some((command) => command.question === question);
      if (ask.value || busy || document.getElementById(change(question))) continue;
      ask.value = sessionStorage.getItem(kept);
      sessionStorage.removeItem(kept);
      ask.dispatchEvent(new Event('input', { bubbles: true }));
      ask.closest('details').open = true;
      if (document.activeElement === document.body) ask.focus();
    }
  };
  document.addEventListener('entaku:outbox', ({ detail }) => { onItsWay = detail; });
  document.addEventListener('entaku:answer', ({ detail: { command, refused } }) => {
    const draft = key({ id: change(command.question) });
    const done = command.do === 'withdraw' || (command.do === 'edit' && command.text === sessionStorage.getItem(draft));
    if (done && !refused) sessionStorage.removeItem(draft);
    rescue();
  });
  document.addEventListener('htmx:ws:after:message:incoming', rescue);
  document.addEventListener('DOMContentLoaded', rescue);

  // Enter that ends a kana conversion must not send a form with a single-line field.
  document.addEventListener('keydown', (event) => {
    const converting = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && converting && event.target.matches('input')) event.preventDefault();
  });

  // Popular is the server's order; recent is by when they were asked, and goes on by itself as questions arrive. What is pinned stays
  // first in both.
  const links = document.querySelectorAll('a[data-sort]');
  let recent = new URLSearchParams(location.search).get('sort') === 'recent';
  let popular = [];
  const cards = () => [...document.querySelectorAll('#questions > [data-asked]')];
  const sorted = (some) => {
    const asked = (card) => -card.dataset.asked - ('pinned' in card.dataset ? 1e15 : 0);
    const rank = recent ? asked : (card) => popular.indexOf(card.id) + 1 || Number.MAX_SAFE_INTEGER;
    return some.sort((one, other) => rank(one) - rank(other));
  };
  const sort = () => {
    const list = document.getElementById('questions');
    list.dispatchEvent(new CustomEvent('entaku:sort', { bubbles: true, detail: sorted(cards()) }));
  };
  links.forEach((link) => link.addEventListener('click', (event) => {
    event.preventDefault();
    if (!recent) popular = cards().map((card) => card.id);
    recent = link.dataset.sort === 'recent';
    links.forEach((one) => (one === link ? one.setAttribute('aria-current', 'true') : one.removeAttribute('aria-current')));
    sort();
  }));
  document.addEventListener('entaku:order', ({ target, detail }) => {
    if (target.id !== 'questions') return;
    popular = detail.map((card) => card.id);
    if (recent) sorted(detail);
  });
  document.addEventListener('htmx:ws:after:message:incoming', () => {
    if (recent && !document.querySelector('#questions:active')) sort();
  });
})();
