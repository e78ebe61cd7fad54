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
    if (!list || 'frozen' in list.dataset || list.matches(':active')) return;
    orders.delete(name);
    place(list, ids.map((id) => document.getElementById(id)).filter((item) => item?.parentElement === list));
    list.dispatchEvent(new CustomEvent('entaku:ordered', { bubbles: true }));
  });

  // moveBefore keeps focus and half-typed text in the node that moves; older browsers lose only the focus.
  const place = (list, items) => items.forEach((item, at) => {
    if (list.children[at] !== item) list[list.moveBefore ? 'moveBefore' : 'insertBefore'](item, list.children[at] || null);
  });

  document.addEventListener('htmx:ws:after:message:incoming', take);
  document.addEventListener('entaku:thawed', arrange);
  if (beat) setInterval(arrange, beat);
})();
