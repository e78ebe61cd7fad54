// The translators' queue: what is listed, in which order, how it is counted, and how it is gone through by keyboard.
(() => {
  const page = document.getElementById('translate'), html = document.documentElement;
  const byId = (id) => document.getElementById(id);
  let selected = '', next = '';

  // Into which languages this person translates is a matter of the device; the hall's two if nothing was said.
  const boxes = [...page.querySelectorAll('[name=into]')];
  const chosen = (localStorage.getItem('entaku:into') ?? page.dataset.into).split(' ');
  boxes.forEach((box) => { box.checked = chosen.includes(box.value); });
  const into = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const tasks = (list) => [...byId(list).children].filter((one) => into().includes(one.dataset.language));
  const visible = () => [...page.querySelectorAll('.task')].filter((one) => one.checkVisibility());

  // What is on stage comes first; what comes after it is as this person likes it.
  let popular = sessionStorage.getItem('entaku:sort') === 'popular';
  const votes = (one) => (popular ? -one.querySelector('.votes').dataset.n : 0);
  const rank = (one, other) => one.dataset.urgency - other.dataset.urgency || votes(one) - votes(other) || one.dataset.place - other.dataset.place;
  const sort = () => {
    const detail = [...byId('open').children].sort(rank);
    byId('open').dispatchEvent(new CustomEvent('entaku:sort', { bubbles: true, detail }));
  };
  document.addEventListener('entaku:order', ({ target, detail }) => { if (target.id === 'open') detail.sort(rank); });

  const select = (one) => {
    selected = one?.id || '';
    page.querySelectorAll('.task[aria-current]').forEach((other) => other === one || other.removeAttribute('aria-current'));
    one?.setAttribute('aria-current', 'true');
  };
  const go = (one) => {
    select(one);
    one?.focus({ preventScroll: true });
    one?.scrollIntoView({ block: 'nearest' });
  };
  const step = (by) => {
    const all = visible(), at = all.indexOf(byId(selected));
    go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const write = (task) => {
    if (!task) return;
    select(task);
    const all = tasks('open'), at = all.indexOf(task);
    next = (all[at + 1] || all[at - 1])?.id;
    task.dispatchEvent(new CustomEvent('entaku:write', { bubbles: true }));
  };
  document.addEventListener('entaku:left', ({ detail: { published } }) => {
    go((published && byId(next)) || byId(selected));
  });

  const settle = () => {
    page.dataset.to = into().join(' ');
    const open = tasks('open'), kind = (one) => open.filter((task) => task.dataset.kind === one);
    const lists = { open, unreviewed: tasks('unreviewed'), done: tasks('done') };
    page.querySelectorAll('[data-counts]').forEach((place) => {
      const { length } = lists[place.dataset.counts] || kind(place.dataset.counts);
      place.textContent = length.toLocaleString(html.lang);
      place.closest('.kinds > span')?.toggleAttribute('hidden', !length);
    });
    page.querySelector('.nothing').hidden = open.length > 0;
    page.querySelectorAll('.sort button').forEach((one) => one.setAttribute('aria-pressed', (one.dataset.sort === 'popular') === popular));
    page.querySelectorAll('[data-writer]').forEach((one) => { one.hidden = one.dataset.writer === page.dataset.actor; });
    if (popular && !byId('open').matches(':hover')) sort();
    if (selected) select(byId(selected));
    document.dispatchEvent(new CustomEvent('entaku:settled'));
  };
  document.addEventListener('htmx:ws:after:message:incoming', settle);

  page.addEventListener('change', ({ target }) => {
    if (target.name !== 'into') return;
    localStorage.setItem('entaku:into', into().join(' '));
    settle();
  });
  page.addEventListener('focusin', ({ target }) => { if (target.closest('.task')) select(target.closest('.task')); });
  page.addEventListener('click', (event) => {
    const button = event.target.closest('button, a');
    if (button?.matches('[data-write]')) {
      event.preventDefault();
      write(button.closest('.task'));
    }
    if (!button?.matches('[data-sort]')) return;
    popular = button.dataset.sort === 'popular';
    sessionStorage.setItem('entaku:sort', button.dataset.sort);
    sort();
    settle();
  });
  document.addEventListener('entaku:answer', ({ detail: { refused, message, form } }) => {
    byId('said').textContent = refused ? message : form?.dataset.done || '';
    byId('said').classList.toggle('refused', Boolean(refused));
  });

  // What the key is called, whichever script the keyboard writes.
  const keyOf = ({ key, code }) => (key.length > 1 || /^[!-~]$/.test(key) ? key : code.replace('Key', '')).toLowerCase();
  const press = (button) => button?.form.requestSubmit(button);
  const KEYS = {
    j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1),
    enter: () => write(byId(selected)),
    c: () => press(byId(selected)?.querySelector('[data-key=c]')),
    u: () => press(page.querySelector('[data-key=u]')),
  };
  document.addEventListener('keydown', (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.keyCode === 229;
    const act = KEYS[keyOf(event)];
    if (held || !act || event.target.matches('textarea, input, summary, a, button')) return;
    event.preventDefault();
    act();
  });

  document.addEventListener('DOMContentLoaded', () => {
    settle();
    if (popular) sort();
  });
})();
