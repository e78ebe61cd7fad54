// Lists that keep their order without being sent again: the server says the order, the nodes move. On phones the
// order changes on a slow beat, and never under a thumb; a list marked `data-frozen` waits until it is thawed.
(() => {
  const root = document.querySelector('[hx-ws\\:connect]');
  const slot = document.getElementById('order');
  if (!root || !slot) return;
  const beat = root.id === 'audience' ? 3000 : 0;
  const orders = new Map();

  const take = () => {
    slot.querySelectorAll('[data-list]').forEach((one) => {
      orders.set(one.dataset.list, one.dataset.items.split(' '));
      one.remove();
    });
    if (!beat) arrange();
  };

  const arrange = () => orders.forEach((ids, name) => {
    const list = document.getElementById(name);
    if (!list || list.matches(':active')) return;
    const items = ids.map((id) => document.getElementById(id)).filter((item) => item?.parentElement === list);
    if ('frozen' in list.dataset) return tellOf(list, items);
    orders.delete(name);
    list.dispatchEvent(new CustomEvent('entaku:order', { bubbles: true, detail: items }));
    place(list, items);
    list.dispatchEvent(new CustomEvent('entaku:ordered', { bubbles: true }));
  });

  // A list that waits says how many of its items would move.
  const tellOf = (list, items) => {
    const now = [...list.children], moved = now.length - inOrder(now, [...new Set([...items, ...now])]).size;
    list.dispatchEvent(new CustomEvent('entaku:waits', { bubbles: true, detail: moved }));
  };

  // The most nodes that follow each other as wanted already (the longest increasing subsequence): only the others move.
  const inOrder = (now, wanted) => {
    const rank = new Map(wanted.map((one, at) => [one, at]));
    const ends = [], before = new Map(), staying = new Set();
    for (const one of now) {
      const found = ends.findIndex((end) => rank.get(end) > rank.get(one));
      const length = found < 0 ? ends.length : found;
      before.set(one, ends[length - 1]);
      ends[length] = one;
    }
    for (let one = ends.at(-1); one; one = before.get(one)) staying.add(one);
    return staying;
  };

  // A reader's page holds still: the first card in sight that stays is put back where it was. Meanwhile the browser's
  // own anchoring rests, because it would follow the card that has just been pressed.
  const holdStill = (list, staying) => {
    const box = (one) => one.getBoundingClientRect();
    const { style } = document.documentElement;
    const inSight = (one) => box(one).height && box(one).bottom > 0 && !one.contains(document.activeElement);
    const anchor = box(list).top < 0 ? [...list.children].find((one) => staying.has(one) && inSight(one)) : null;
    const top = anchor && box(anchor).top;
    style.overflowAnchor = 'none';
    return () => {
      if (anchor) window.scrollBy({ top: box(anchor).top - top, behavior: 'instant' });
      requestAnimationFrame(() => requestAnimationFrame(() => { style.overflowAnchor = ''; }));
    };
  };

  // What is not an item comes after the items. moveBefore keeps focus and half-typed text in the node that moves;
  // older browsers lose only the focus.
  const place = (list, items) => {
    const now = [...list.children], wanted = [...new Set([...items, ...now])];
    const staying = inOrder(now, wanted);
    if (staying.size === now.length) return;
    const letGo = beat ? holdStill(list, staying) : null;
    wanted.reduceRight((next, one) => {
      if (!staying.has(one)) list[list.moveBefore ? 'moveBefore' : 'insertBefore'](one, next);
      return one;
    }, null);
    letGo?.();
  };

  document.addEventListener('htmx:ws:after:message:incoming', take);
  document.addEventListener('entaku:thawed', arrange);
  document.addEventListener('entaku:sort', ({ target, detail }) => place(target, detail));
  if (beat) setInterval(arrange, beat);
})();
