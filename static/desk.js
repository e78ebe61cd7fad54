// The desk by keyboard: a selected question, and keys that press the same buttons as a hand would.
(() => {
  const desk = document.getElementById('desk');
  const byId = (id) => document.getElementById(id);
  const html = document.documentElement;
  const FIELDS = 'input, textarea, select';
  const LEAVING = ['approve', 'dismiss', 'restore', 'answer'];
  const FINAL = ['undo', 'open-poll', 'close-poll'];
  const SAID_FOR = 10000;
  const write = (place, words) => { if (place.textContent !== words) place.textContent = words; };

  // The selected question: keys act on it. `home` is its list, `trail` what stood there when it was last seen.
  let selected = '', home = '', trail = [], within = false;
  const item = () => (selected ? byId(selected) : null);
  const itemOf = (node) => node.closest('.items > li');
  const standing = (area) => [...area.querySelectorAll('.items > li')].filter((one) => one.checkVisibility());
  const columns = () => [...desk.querySelectorAll('.area')].filter((area) => standing(area).length);

  const mark = () => {
    const here = item();
    desk.querySelectorAll('.items > [aria-current]').forEach((one) => one === here || one.removeAttribute('aria-current'));
    if (!here) return;
    if (!here.ariaCurrent) here.ariaCurrent = 'true';
    trail = standing(here.closest('.area')).map((one) => one.id);
  };
  const take = (one) => {
    [selected, home] = [one?.id || '', one?.parentElement.id || ''];
    mark();
  };
  const select = (one) => {
    take(one);
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: 'nearest' });
  };
  const neighbour = () => {
    const at = trail.indexOf(selected);
    const near = [...trail.slice(at + 1), ...trail.slice(0, Math.max(at, 0)).reverse()].map(byId);
    return near.find((one) => one?.parentElement.id === home);
  };
  const move = (step) => {
    const area = item()?.closest('.area') || columns()[0];
    if (!area) return;
    const items = standing(area);
    const next = items[items.indexOf(item()) + (item() ? step : 1)];
    if (next) select(next);
    else if (step > 0 && home === 'pending') byId('arrivals').click();
  };
  const hop = (step) => {
    const areas = columns(), at = areas.indexOf(item()?.closest('.area'));
    const there = areas[at < 0 ? 0 : at + step];
    if (there) select(standing(there)[0]);
  };

  // How long the session has been live, by the server's clock.
  let offset = 0;
  const tell = () => desk.querySelectorAll('[data-since]').forEach((place) => {
    const minutes = Math.max(0, Math.floor((Date.now() + offset - place.dataset.since) / 60000));
    write(place, `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
  });
  window.addEventListener('entaku:now', (event) => { ({ offset } = event.detail); tell(); });

  // After every change: counts are right, and selection and focus have a place.
  const settle = () => {
    const title = byId(home || 'pending').closest('.area').querySelector('h2') || byId('to-review-title');
    if (selected && item()?.parentElement.id !== home) take(neighbour() || byId(home).firstElementChild);
    desk.querySelectorAll('[data-counts]').forEach((place) => {
      write(place, byId(place.dataset.counts).children.length.toLocaleString(html.lang));
    });
    mark();
    tell();
    if (!within || document.activeElement !== document.body) return;
    if (item()) select(item());
    else title.focus();
  };
  new MutationObserver(settle).observe(desk, { subtree: true, childList: true, attributeFilter: ['aria-current'] });
  document.addEventListener('entaku:ordered', () => within && item()?.scrollIntoView({ block: 'nearest' }));
  desk.addEventListener('focusin', ({ target }) => {
    within = Boolean(itemOf(target));
    if (within) take(itemOf(target));
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!itemOf(target)) within = false;
    document.querySelectorAll('details:is(.sure, .halls)[open]').forEach((one) => { one.open = one.contains(target); });
  });

  // Acts. The next question is selected at once, so that a row of them goes as fast as a hand can.
  document.addEventListener('submit', ({ target }) => {
    target.closest('details.sure')?.removeAttribute('open');
    const command = new URL(target.action).pathname.split('/').pop();
    if (!selected || itemOf(target)?.id !== selected || !LEAVING.includes(command)) return;
    const next = neighbour();
    if (next) select(next);
  });
  let silence;
  document.addEventListener('entaku:answer', ({ detail: { command, refused, message, form } }) => {
    const said = byId('said'), hint = document.createElement('span');
    hint.textContent = refused || FINAL.includes(command.do) ? '' : said.dataset.undo;
    said.replaceChildren(`${refused ? message : form?.dataset.done || ''} `, hint);
    said.classList.toggle('refused', Boolean(refused));
    clearTimeout(silence);
    silence = setTimeout(() => said.replaceChildren(), SAID_FOR);
  });

  const open = (summary) => {
    const area = summary.closest('.area'), fold = summary.parentElement;
    if (!area.checkVisibility()) location.hash = area.id;
    fold.open = true;
    fold.scrollIntoView({ block: 'nearest' });
    (fold.querySelector(':scope > form [data-first]') || summary).focus();
  };
  const press = (target) => {
    if (target.matches('summary')) return open(target);
    if (target.type === 'button') return target.click();
    if (!itemOf(target) || target.form.dataset.state !== 'sending') target.form.requestSubmit(target);
  };
  // Keys of the whole desk work in a closed fold too, and in a column that a small screen hides.
  const isOffered = (node) => {
    for (let one = node; one !== desk; one = one.parentElement) {
      if (!one.matches('.area') && getComputedStyle(one).display === 'none') return false;
    }
    return !itemOf(node) && (!/^\d$/.test(node.dataset.key) || Boolean(node.closest('.fold:focus-within')));
  };
  const find = (key) => {
    if (key === 'n') return desk.querySelector('#prepared > [data-status="planned"] [data-key="s"]');
    const named = `[data-key="${CSS.escape(key)}"]`;
    const here = item()?.checkVisibility() ? item().querySelector(named) : null;
    const there = [...desk.querySelectorAll(named)].find(isOffered);
    // What is on stage is answered first, whatever one reads meanwhile.
    return key === 'r' ? there || here : here || there;
  };
  desk.addEventListener('click', (event) => {
    if (!event.target.dataset.opens) return;
    event.preventDefault();
    press(find(event.target.dataset.opens));
  });

  const leave = (target) => {
    target.closest('.why[open]')?.removeAttribute('open');
    const back = target.matches(FIELDS) && (item() || target.closest('.fold')?.querySelector('summary'));
    if (back) return back.focus();
    target.blur();
    take(null);
  };
  const MOVES = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    ArrowLeft: () => hop(-1), ArrowRight: () => hop(1),
  };
  // What the key is called, whichever script the keyboard writes, with or without caps lock.
  const keyOf = ({ key, code, shiftKey }) => {
    const name = key.length > 1 || /^[!-~]$/.test(key) ? key : code.replace(/^(Key|Digit)/, '');
    if (!/^[a-z]$/i.test(name)) return name;
    return shiftKey ? name.toUpperCase() : name.toLowerCase();
  };
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (target.closest('dialog')) return;
    if (event.key === 'Escape') return leave(target);
    if (html.dataset.keys === 'off' || target.closest(FIELDS)) return;
    const key = keyOf(event), button = MOVES[key] ? null : find(key);
    if (!MOVES[key] && !button) return;
    event.preventDefault();
    if (!button) MOVES[key]();
    else if (!event.repeat) press(button);
  });

  // Whether single keys act is each person's choice, kept on this device.
  const choice = byId('keys-on');
  html.dataset.keys = localStorage.getItem('entaku:keys') || 'on';
  choice.checked = html.dataset.keys === 'on';
  choice.addEventListener('change', () => {
    html.dataset.keys = choice.checked ? 'on' : 'off';
    localStorage.setItem('entaku:keys', html.dataset.keys);
  });
  byId('help').addEventListener('click', () => byId('keys').showModal());

  settle();
})();
