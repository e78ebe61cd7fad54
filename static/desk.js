// The question that is selected at the desk: where it is, what comes after it, and what was said of the last act.
// Others hear of it by `entaku:selected`, whose detail is its element, and select by the methods of `window.atDesk`.
(() => {
  const desk = document.getElementById('desk');
  const byId = (id) => document.getElementById(id);
  const html = document.documentElement;
  const LEAVING = ['approve', 'dismiss', 'restore', 'answer', 'merge', 'split'];
  const FINAL = ['undo', 'open-poll', 'close-poll', 'hand-over', 'set-words'];
  const SAID_FOR = 10000;
  const write = (place, words) => { if (place.textContent !== words) place.textContent = words; };

  // `home` is the list of the selected question, `trail` what stood there when it was last seen.
  let selected = '', home = '', trail = [], within = false, pressed = false, told = null;
  const item = () => (selected ? byId(selected) : null);
  const itemOf = (node) => node.closest('.items > li');
  // Hundreds of questions stand here: whether each is in sight is told by its marks, not asked of the browser.
  const isIn = (one) => !('held' in one.dataset || 'out' in one.dataset);
  const inSight = (list) => [...list.children].filter(list.id === 'prepared' ? (one) => one.checkVisibility() : isIn);
  const standing = (area) => (area.checkVisibility() ? [...area.querySelectorAll('.items')] : [])
    .filter((list) => !list.closest('details:not([open])')).flatMap(inSight);
  const columns = () => [...desk.querySelectorAll('.area')].filter((area) => standing(area).length);

  const mark = () => {
    const here = item();
    desk.querySelectorAll('.items > [aria-current]').forEach((one) => one === here || one.removeAttribute('aria-current'));
    if (here && !here.ariaCurrent) here.ariaCurrent = 'true';
    if (here) trail = standing(here.closest('.area')).map((one) => one.id);
    if (here !== told || here) document.dispatchEvent(new CustomEvent('entaku:selected', { detail: here }));
    told = here;
  };
  // The other moderators are told at once which question one has before them.
  const tellOthers = () => {
    const shows = item()?.dataset.question ? `question:${item().dataset.question}` : '';
    if (desk.dataset.shows === shows) return;
    desk.dataset.shows = shows;
    document.dispatchEvent(new CustomEvent('entaku:beat'));
  };
  const take = (one) => {
    [selected, home] = [one?.id || '', one?.parentElement.id || ''];
    mark();
    tellOthers();
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
  window.atDesk = { item, itemOf, select, take, move, hop };

  // How long the session has been live, by the server's clock.
  let offset = 0;
  const tell = () => desk.querySelectorAll('[data-since]').forEach((place) => {
    const minutes = Math.max(0, Math.floor((Date.now() + offset - place.dataset.since) / 60000));
    write(place, `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
  });
  window.addEventListener('entaku:now', (event) => { ({ offset } = event.detail); tell(); });

  // After every change: counts are right, and selection and focus have a place.
  const count = (place) => {
    const items = [...byId(place.dataset.counts).children];
    const out = items.filter((one) => 'out' in one.dataset).length;
    const figure = (n) => n.toLocaleString(html.lang);
    const of = place.dataset.of?.replace('{found}', figure(items.length - out)).replace('{all}', figure(items.length));
    write(place, out && of ? of : figure(items.length));
  };
  // One's own name among the readers says nothing.
  const hideMyself = () => desk.querySelectorAll(`[data-reader="${CSS.escape(desk.dataset.actor)}"]`).forEach((one) => {
    one.hidden = true;
  });
  // Said in marks rather than by `:has()`, for which a browser would style all questions anew at each of their changes.
  const note = () => {
    desk.querySelectorAll('.items').forEach((list) => list.toggleAttribute('data-empty', ![...list.children].some(isIn)));
    desk.toggleAttribute('data-staged', Boolean(desk.querySelector('.curtain [data-key="r"]')));
  };
  const settle = () => {
    hideMyself();
    note();
    if (item() && 'out' in item().dataset) take(null);
    const title = byId(home || 'pending').closest('.area').querySelector('h2') || byId('to-review-title');
    if (selected && item()?.parentElement.id !== home) take(neighbour() || byId(home).firstElementChild);
    desk.querySelectorAll('[data-counts]').forEach(count);
    mark();
    tell();
    if (!within || document.activeElement !== document.body) return;
    if (item()) select(item());
    else title.focus();
  };
  const attributeFilter = ['aria-current', 'data-held', 'data-out', 'data-seen', 'data-status'];
  new MutationObserver(settle).observe(desk, { subtree: true, childList: true, attributeFilter });
  document.addEventListener('entaku:ordered', () => within && item()?.scrollIntoView({ block: 'nearest' }));
  desk.addEventListener('focusin', ({ target }) => {
    within = Boolean(itemOf(target) || (within && target.closest('#tray')));
    if (itemOf(target) && !pressed) take(itemOf(target));
  });
  // What is selected opens out: a press selects when it is over, or its button would move away from under it.
  const release = () => {
    const one = pressed && within ? itemOf(document.activeElement) : null;
    pressed = false;
    if (!one) return;
    take(one);
    one.scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('click', release, true);
  ['pointerup', 'pointercancel'].forEach((name) => document.addEventListener(name, () => setTimeout(release)));
  document.addEventListener('pointerdown', ({ target }) => {
    pressed = true;
    if (!itemOf(target) && !target.closest('#tray')) within = false;
    document.querySelectorAll('details:is(.sure, .halls, .narrow)[open]').forEach((one) => { one.open = one.contains(target); });
  });

  // The next question is selected at once, so that a row of acts goes as fast as a hand can: when the form has been
  // read, and before the next key, which may come sooner than a timer.
  let next = null;
  const goOn = () => {
    const one = next;
    next = null;
    if (one) select(one);
  };
  document.addEventListener('keydown', goOn, true);
  document.addEventListener('submit', ({ target, submitter }) => {
    target.closest('details.sure')?.removeAttribute('open');
    const command = new URL(target.action).pathname.split('/').pop();
    const leaves = LEAVING.includes(command) || (command === 'reword' && submitter?.value === 'true');
    const about = target.elements.question?.value;
    if (!selected || !leaves || about !== item()?.dataset.question) return;
    next = neighbour();
    setTimeout(goOn);
  });
  // On a small screen a tab hides the list in which the selected question stands: nothing acts on what is out of sight.
  window.addEventListener('hashchange', () => {
    if (item() && !item().closest('.area').checkVisibility()) take(null);
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

  settle();
})();
