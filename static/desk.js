// The question that is selected at the desk: where it is, and what comes after it. Others hear of it by
// `entaku:selected`, whose detail is its element, select by the methods of `window.atDesk`, and hear by
// `entaku:settled` that the lists have changed: once for each frame in which they did.
(() => {
  const desk = document.getElementById('desk');
  const byId = (id) => document.getElementById(id);
  const LEAVING = ['approve', 'dismiss', 'restore', 'answer', 'merge', 'split'];

  // `home` is the list of the selected question, `trail` what stood there when it was last seen.
  let selected = '', home = '', trail = [], within = false, pressed = false, marked = null;
  const item = () => (selected ? byId(selected) : null);
  const itemOf = (node) => node.closest('.items > li');
  // Hundreds of questions stand here: whether each is in sight is told by its marks, not asked of the browser.
  const isIn = (one) => !one.hasAttribute('data-held') && !one.hasAttribute('data-out');
  const inSight = (list) => [...list.children].filter(list.id === 'prepared' ? (one) => one.checkVisibility() : isIn);
  const standing = (area) => (area.checkVisibility() ? [...area.querySelectorAll('.items')] : [])
    .filter((list) => !list.closest('details:not([open])')).flatMap(inSight);
  const columns = () => [...desk.querySelectorAll('.area')].filter((area) => standing(area).length);

  const mark = () => {
    const here = item();
    if (marked !== here) marked?.removeAttribute('aria-current');
    if (here && !here.ariaCurrent) here.ariaCurrent = 'true';
    const told = here || marked;
    marked = here;
    if (told) document.dispatchEvent(new CustomEvent('entaku:selected', { detail: here }));
    // Now, because whoever hears of it may let a list change its order.
    if (here) trail = standing(here.closest('.area')).map((one) => one.id);
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
  const reach = (one) => {
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: 'nearest' });
  };
  const select = (one) => {
    take(one);
    reach(one);
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
  window.atDesk = { item, itemOf, isIn, select, take, move, hop };

  // What an undo brings back is before one again, as it was when one decided otherwise.
  let back = null;
  const comeBack = () => {
    const one = byId(back.id);
    back = null;
    if (!one || !isIn(one)) return;
    take(one);
    if (within) reach(one);
  };

  // After a change selection and focus have a place again: before the next frame is painted, or a key is heard.
  const attributeFilter = ['aria-current', 'data-held', 'data-out', 'data-seen', 'data-status'];
  let due = false;
  const watch = new MutationObserver(() => {
    if (!due) (document.hidden ? setTimeout : requestAnimationFrame)(settle);
    due = true;
  });
  const settle = () => {
    if (!due && !watch.takeRecords().length) return;
    due = false;
    if (item() && 'out' in item().dataset) take(null);
    const title = byId(home || 'pending').closest('.area').querySelector('h2') || byId('to-review-title');
    if (selected && item()?.parentElement.id !== home) take(neighbour() || byId(home).firstElementChild);
    if (back && byId(back.id)?.parentElement.id !== back.from) comeBack();
    mark();
    document.dispatchEvent(new CustomEvent('entaku:settled'));
    if (within && document.activeElement === document.body) {
      if (item()) reach(item());
      else title.focus();
    }
    watch.takeRecords();
  };
  watch.observe(desk, { subtree: true, childList: true, attributeFilter });
  document.addEventListener('keydown', settle, true);
  document.addEventListener('visibilitychange', settle);
  document.addEventListener('entaku:ordered', () => within && item()?.scrollIntoView({ block: 'nearest' }));
  desk.addEventListener('focusin', ({ target }) => {
    within = Boolean(itemOf(target) || (within && target.closest('#tray')));
    if (itemOf(target) && itemOf(target) !== marked && !pressed) take(itemOf(target));
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
    const undone = command === 'undo' && byId(`d-${byId('undoable').dataset.question}`);
    if (undone) back = { id: undone.id, from: undone.parentElement.id };
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
})();
