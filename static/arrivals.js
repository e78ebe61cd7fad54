// Lists that stay still under the hand: on the desk, arrivals wait behind "3 new" while somebody works in the queue,
// and no list changes its order while the pointer is in it.
(() => {
  const queue = document.getElementById('to-review');
  const button = document.getElementById('arrivals');
  const known = new Set();
  const waiting = () => [...document.getElementById('pending').children];
  const know = () => waiting().forEach((one) => known.add(one.id));

  // With nothing else left in the queue there is nothing to disturb.
  const hold = () => {
    const busy = queue.matches(':hover') || queue.querySelector('[aria-current]');
    if (!busy || !waiting().some((one) => known.has(one.id))) know();
    const fresh = waiting().filter((one) => !known.has(one.id));
    waiting().forEach((one) => one.toggleAttribute('data-held', fresh.includes(one)));
    const { one, two } = button.dataset;
    const words = fresh.length === 1 ? one : two.replace('2', fresh.length);
    if (button.firstElementChild.textContent !== words) button.firstElementChild.textContent = words;
    button.hidden = !fresh.length;
  };

  button.addEventListener('click', () => {
    const first = queue.querySelector('[data-held]');
    know();
    hold();
    first?.focus();
  });

  const freeze = (area, still) => area.querySelectorAll('.items').forEach((list) => list.toggleAttribute('data-frozen', still));
  document.querySelectorAll('.area').forEach((area) => {
    area.addEventListener('pointerenter', () => freeze(area, true));
    area.addEventListener('pointerleave', () => {
      freeze(area, false);
      document.dispatchEvent(new CustomEvent('entaku:thawed'));
      hold();
    });
  });

  know();
  const attributeFilter = ['aria-current', 'data-held'];
  new MutationObserver(hold).observe(queue, { subtree: true, childList: true, attributeFilter });
})();
