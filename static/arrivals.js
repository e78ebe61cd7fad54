// Lists that stay still under the hand: on the desk, arrivals wait behind "3 new" while somebody works in the queue,
// and a list changes its order only while nobody reads in it: it waits behind "7 changes, apply".
(() => {
  const queue = document.getElementById('to-review');
  const button = document.getElementById('arrivals');
  const known = new Set();
  const waiting = () => [...document.getElementById('pending').children];
  const know = () => waiting().forEach((one) => known.add(one.id));
  const say = (place, n) => {
    const { one, two } = place.dataset;
    const words = n === 1 ? one : two.replace('2', n);
    if (place.firstElementChild.textContent !== words) place.firstElementChild.textContent = words;
    place.hidden = !n;
  };

  // With nothing else left in the queue there is nothing to disturb.
  const hold = () => {
    const busy = queue.matches(':hover') || queue.querySelector('[aria-current]');
    if (!busy || !waiting().some((one) => known.has(one.id))) know();
    const fresh = waiting().filter((one) => !known.has(one.id));
    waiting().forEach((one) => one.toggleAttribute('data-held', fresh.includes(one)));
    say(button, fresh.length);
  };
  button.addEventListener('click', () => {
    const first = queue.querySelector('[data-held]');
    know();
    hold();
    first?.focus();
  });

  // Read means: the pointer rests in the column, or the selected question stands there.
  const areas = [...document.querySelectorAll('.area')].filter((area) => area.querySelector('.changes'));
  const isRead = (area) => area.matches(':hover') || Boolean(area.querySelector('[aria-current]'));
  const thaw = (area) => {
    area.querySelectorAll('[data-frozen]').forEach((list) => list.removeAttribute('data-frozen'));
    document.dispatchEvent(new CustomEvent('entaku:thawed'));
    say(area.querySelector('.changes'), 0);
  };
  const mind = (area) => {
    const still = isRead(area), lists = [...area.querySelectorAll('.items')];
    if (!still && lists.some((list) => 'frozen' in list.dataset)) return thaw(area);
    lists.forEach((list) => { if (still !== ('frozen' in list.dataset)) list.toggleAttribute('data-frozen', still); });
  };
  areas.forEach((area) => {
    area.addEventListener('pointerenter', () => mind(area));
    area.addEventListener('pointerleave', () => { mind(area); hold(); });
    area.addEventListener('entaku:waits', ({ detail }) => say(area.querySelector('.changes'), detail));
    area.querySelector('.changes').addEventListener('click', () => { thaw(area); mind(area); });
  });
  document.addEventListener('entaku:selected', () => areas.forEach(mind));

  know();
  const attributeFilter = ['aria-current', 'data-held'];
  new MutationObserver(hold).observe(queue, { subtree: true, childList: true, attributeFilter });
})();
