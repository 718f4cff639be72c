/** Who wants to hear of what: a list of listeners a name, so that modules need not know each other. */

const listeners = new Map();

export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(listener);
}

/** Hear of it at most once a frame, however often it happens: for what counts over the whole plan. */
export function onFrame(name, listener) {
  let frame = 0;
  on(name, () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      listener();
    });
  });
}

export function tell(name, detail) {
  for (const listener of listeners.get(name) ?? []) listener(detail);
}
